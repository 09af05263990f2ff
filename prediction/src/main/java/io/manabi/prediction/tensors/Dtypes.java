package io.manabi.prediction.tensors;

import java.util.Locale;
import org.tensorflow.proto.DataType;

/** What TensorFlow's types are called, and how many bytes an element has. */
public final class Dtypes {
  private Dtypes() {}

  /**
   * The bytes of an element in TensorFlow's memory.
   *
   * @throws PredictionFailure if elements are no plain numbers, as resources and variants
   */
  public static int bytes(DataType type) {
    return switch (type) {
      case DT_BOOL, DT_INT8, DT_UINT8, DT_QINT8, DT_QUINT8, DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN -> 1;
      case DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16, DT_HALF, DT_BFLOAT16 -> 2;
      case DT_INT32, DT_UINT32, DT_QINT32, DT_FLOAT -> 4;
      case DT_INT64, DT_UINT64, DT_DOUBLE, DT_COMPLEX64 -> 8;
      case DT_COMPLEX128 -> 16;
      default ->
          throw new PredictionFailure(
              org.tensorflow.proto.error.Code.UNIMPLEMENTED,
              "Tensors of type " + nameOf(type) + " cannot be sent");
    };
  }

  /** The type's name in TensorFlow, such as {@code float} or {@code int64}. */
  public static String nameOf(DataType type) {
    return type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
  }
}
