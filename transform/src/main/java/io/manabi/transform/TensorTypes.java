package io.manabi.transform;

import com.google.protobuf.ByteString;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Missing;
import io.manabi.core.ValueCount;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** What columns are in TensorFlow. */
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

  static ColumnType columnType(Class<? extends TType> type) {
    if (type.equals(TInt64.class)) {
      return ColumnType.INT64;
    }
    return type.equals(TFloat32.class) ? ColumnType.FLOAT : ColumnType.BYTES;
  }

  static DataType dataType(ColumnType type) {
    return switch (type) {
      case INT64 -> DataType.DT_INT64;
      case FLOAT -> DataType.DT_FLOAT;
      case BYTES -> DataType.DT_STRING;
    };
  }

  static Class<? extends TType> tensorType(ColumnType type) {
    return switch (type) {
      case INT64 -> TInt64.class;
      case FLOAT -> TFloat32.class;
      case BYTES -> TString.class;
    };
  }

  /** The shape in which a client sends a column: ragged rows are filled up. */
  static Shape shape(Column column) {
    ValueCount count = column.valueCount();
    if (count.isRagged()) {
      return Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);
    }
    return count.max() == 1
        ? Shape.of(Shape.UNKNOWN_SIZE)
        : Shape.of(Shape.UNKNOWN_SIZE, count.max());
  }

  /** What stands for no value, [1]: what a server puts where a client sends nothing. */
  static TensorProto missing(ColumnType type) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setTensorShape(
                TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)));
    return switch (type) {
      case INT64 -> tensor.setDtype(DataType.DT_INT64).addInt64Val(Missing.INT64).build();
      case FLOAT -> tensor.setDtype(DataType.DT_FLOAT).addFloatVal(Missing.FLOAT).build();
      case BYTES ->
          tensor
              .setDtype(DataType.DT_STRING)
              .addStringVal(ByteString.copyFrom(Missing.bytes()))
              .build();
    };
  }
}
