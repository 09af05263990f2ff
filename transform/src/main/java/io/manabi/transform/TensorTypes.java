package io.manabi.transform;

import io.manabi.core.ColumnType;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** What the types of columns are in TensorFlow. */
final class TensorTypes {
  private TensorTypes() {}

  static Optional<ColumnType> columnType(DataType type) {
    return switch (type) {
      case DT_INT64 -> Optional.of(ColumnType.INT64);
      case DT_FLOAT -> Optional.of(ColumnType.FLOAT);
      case DT_STRING -> Optional.of(ColumnType.BYTES);
      default -> Optional.empty();
    };
  }

  /** A placeholder for the values of a column, [N]. */
  static Operand<?> placeholder(Ops tf, ColumnType type) {
    Class<? extends TType> tensorType =
        switch (type) {
          case INT64 -> TInt64.class;
          case FLOAT -> TFloat32.class;
          case BYTES -> TString.class;
        };
    return tf.placeholder(tensorType, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
  }
}
