package io.manabi.pipelines.sources;

/** Numbers of 16 bits, as IEEE 754 has them: 1 for the sign, 5 for the exponent. */
final class Float16 {
  private Float16() {}

  /** The number of the lower 16 bits. */
  static float of(int bits) {
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
    return (bits & 0x8000) == 0 ? size : -size;
  }
}
