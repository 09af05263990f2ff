package io.manabi.gateway.routes;

/**
 * How far numbers may be apart that are taken for the same.
 *
 * @param part of the larger one, or of 1
 */
record Tolerance(double part) {
  boolean isSame(double some, double other) {
    double scale = Math.max(1, Math.max(Math.abs(some), Math.abs(other)));
    return Double.compare(some, other) == 0 || Math.abs(some - other) <= part * scale;
  }
}
