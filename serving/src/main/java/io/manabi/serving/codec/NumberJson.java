package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.PredictionFailure;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/** How the numbers of a type stand in JSON. */
enum NumberJson {
  FLOAT(DataType.DT_FLOAT) {
    @Override
    boolean read(JsonParser parser, byte[] data, int at) throws IOException {
      if (!isNumber(parser)) {
        return false;
      }
      float value = parser.getFloatValue();
      if (Float.isInfinite(value)) {
        requireDouble(parser);
      }
      Bytes.FLOATS.set(data, at, value);
      return true;
    }

    @Override
    void write(JsonOutput json, byte[] data, int at) {
      json.decimal((float) Bytes.FLOATS.get(data, at));
    }
  },
  DOUBLE(DataType.DT_DOUBLE) {
    @Override
    boolean read(JsonParser parser, byte[] data, int at) throws IOException {
      if (!isNumber(parser)) {
        return false;
      }
      double value = parser.getDoubleValue();
      if (Double.isInfinite(value)) {
        requireDouble(parser);
      }
      Bytes.DOUBLES.set(data, at, value);
      return true;
    }

    @Override
    void write(JsonOutput json, byte[] data, int at) {
      json.decimal((double) Bytes.DOUBLES.get(data, at));
    }
  },
  INT8(DataType.DT_INT8, Byte.MIN_VALUE, Byte.MAX_VALUE),
  UINT8(DataType.DT_UINT8, 0, 0xff),
  INT16(DataType.DT_INT16, Short.MIN_VALUE, Short.MAX_VALUE),
  UINT16(DataType.DT_UINT16, 0, 0xffff),
  INT32(DataType.DT_INT32, Integer.MIN_VALUE, Integer.MAX_VALUE),
  UINT32(DataType.DT_UINT32, 0, 0xffff_ffffL),
  INT64(DataType.DT_INT64, Long.MIN_VALUE, Long.MAX_VALUE),
  UINT64(DataType.DT_UINT64) {
    @Override
    boolean read(JsonParser parser, byte[] data, int at) throws IOException {
      if (!isInteger(parser)) {
        return false;
      }
      BigInteger value = parser.getBigIntegerValue();
      Bytes.LONGS.set(data, at, value.longValue());
      return value.signum() >= 0 && value.bitLength() <= Long.SIZE;
    }

    @Override
    void write(JsonOutput json, byte[] data, int at) {
      json.text(Long.toUnsignedString((long) Bytes.LONGS.get(data, at)));
    }
  },
  BOOL(DataType.DT_BOOL) {
    @Override
    boolean read(JsonParser parser, byte[] data, int at) throws IOException {
      JsonToken token = parser.currentToken();
      data[at] = (byte) (token == JsonToken.VALUE_TRUE ? 1 : 0);
      return token.isBoolean();
    }

    @Override
    void write(JsonOutput json, byte[] data, int at) {
      json.text(data[at] == 0 ? "false" : "true");
    }
  };

  private final DataType type;
  private final int bytes;
  private final long least;
  private final long most;

  /** A type that is read and written in a way of its own. */
  NumberJson(DataType type) {
    this(type, 0, 0);
  }

  /** Integers from the least to the most, which a long holds. */
  NumberJson(DataType type, long least, long most) {
    this.type = type;
    this.bytes = Dtypes.bytes(type);
    this.least = least;
    this.most = most;
  }

  /** Places in an array of bytes, as TensorFlow has them. */
  private static final class Bytes {
    static final VarHandle FLOATS = view(float[].class);
    static final VarHandle DOUBLES = view(double[].class);
    static final VarHandle SHORTS = view(short[].class);
    static final VarHandle INTS = view(int[].class);
    static final VarHandle LONGS = view(long[].class);

    private static VarHandle view(Class<?> array) {
      return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** How this type stands in TensorFlow Serving's JSON; empty if it has no way for it. */
  static Optional<NumberJson> ofTensorFlowServing(DataType type) {
    return of(type).filter(each -> each != UINT16);
  }

  /** How this type stands in JSON; empty if nobody has a way for it. */
  static Optional<NumberJson> of(DataType type) {
    for (NumberJson each : values()) {
      if (each.type == type) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * Puts the value at the parser's current token at {@code data[at]} and behind.
   *
   * @return whether it is of this type
   * @throws PredictionFailure if it is a word for a number that nobody knows
   */
  boolean read(JsonParser parser, byte[] data, int at) throws IOException {
    if (!isInteger(parser) || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return false;
    }
    long value = parser.getLongValue();
    switch (bytes) {
      case 1 -> data[at] = (byte) value;
      case 2 -> Bytes.SHORTS.set(data, at, (short) value);
      case 4 -> Bytes.INTS.set(data, at, (int) value);
      default -> Bytes.LONGS.set(data, at, value);
    }
    return value >= least && value <= most;
  }

  /** Writes the value at {@code data[at]}. */
  void write(JsonOutput json, byte[] data, int at) {
    long value =
        switch (bytes) {
          case 1 -> data[at];
          case 2 -> (short) Bytes.SHORTS.get(data, at);
          case 4 -> (int) Bytes.INTS.get(data, at);
          default -> (long) Bytes.LONGS.get(data, at);
        };
    // The bits above are those of the sign.
    json.integer(least < 0 ? value : value & most);
  }

  private static boolean isInteger(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  /** Refuses what a double cannot hold; what a float cannot hold is infinite. */
  private static void requireDouble(JsonParser parser) throws IOException {
    char last = parser.getText().charAt(parser.getText().length() - 1);
    if (Character.isDigit(last) && Double.isInfinite(Double.parseDouble(parser.getText()))) {
      throw PredictionFailure.invalid("JSON Parse error: Number too big to be stored in double.");
    }
  }

  /** Any number; what is too precise is rounded. */
  private static boolean isNumber(JsonParser parser) throws IOException {
    if (isInteger(parser)) {
      return true;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      return false;
    }
    if (parser.isNaN()) {
      // Infinite because it is too large, or a word: then only the three that TensorFlow Serving
      // knows.
      char last = parser.getText().charAt(parser.getText().length() - 1);
      if (!Character.isDigit(last) && !parser.getText().matches("NaN|-?Infinity")) {
        throw PredictionFailure.invalid("JSON Parse error: Invalid value: " + parser.getText());
      }
    }
    return true;
  }

  /** The bytes of an element. */
  int bytes() {
    return bytes;
  }
}
