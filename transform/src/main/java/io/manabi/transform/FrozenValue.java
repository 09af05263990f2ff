package io.manabi.transform;

import com.google.protobuf.ByteString;
import io.manabi.core.ColumnValues;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** A constant that takes the place of a placeholder. */
final class FrozenValue {
  private FrozenValue() {}

  static NodeDef constant(String node, Analyzer.Value.Tensor value) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setTensorShape(shape(value.shape()));
    ColumnValues values = value.values();
    if (values instanceof ColumnValues.Int64s ints) {
      tensor.setDtype(DataType.DT_INT64);
      for (long element : ints.values()) {
        tensor.addInt64Val(element);
      }
    } else if (values instanceof ColumnValues.Floats floats) {
      tensor.setDtype(DataType.DT_FLOAT);
      for (float element : floats.values()) {
        tensor.addFloatVal(element);
      }
    } else {
      tensor.setDtype(DataType.DT_STRING);
      for (byte[] element : ((ColumnValues.Bytes) values).values()) {
        tensor.addStringVal(ByteString.copyFrom(element));
      }
    }
    return constant(node, tensor.build());
  }

  static NodeDef constant(String node, String text) {
    return constant(
        node,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(ByteString.copyFromUtf8(text))
            .build());
  }

  private static NodeDef constant(String node, TensorProto tensor) {
    return NodeDef.newBuilder()
        .setName(node)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(tensor.getDtype()).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static TensorShapeProto shape(Shape shape) {
    TensorShapeProto.Builder result = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      result.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return result.build();
  }
}
