package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Which JSON numbers a floating-point type takes: those that it holds without loss. */
final class Decimals {
  private Decimals() {}

  /** Refuses an integer of up to 64 bits that is larger than {@code largest} either way. */
  static void checkInteger(JsonParser parser, long largest, String type) throws IOException {
    boolean lossy =
        switch (parser.getNumberType()) {
          case INT -> Math.abs((long) parser.getIntValue()) > largest;
          case LONG -> Math.abs(parser.getLongValue()) > largest;
          // Beyond 64 bits TensorFlow Serving reads integers as decimals, which may lose digits.
          default -> parser.getBigIntegerValue().bitLength() <= Long.SIZE;
        };
    if (lossy) {
      throw lossy(parser, type);
    }
  }

  /** Refuses a number that became infinite but was not written as Infinity. */
  static void checkInfinity(JsonParser parser, String type) throws IOException {
    if (!parser.isNaN()) {
      throw lossy(parser, type);
    }
  }

  private static RequestFailure lossy(JsonParser parser, String type) throws IOException {
    return RequestFailure.invalid(
        "Cannot convert JSON value: "
            + parser.getText()
            + " to "
            + type
            + " without loss of precision.");
  }
}
