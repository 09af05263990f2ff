package io.manabi.training.saved;

import com.google.protobuf.ByteString;
import io.manabi.core.ManabiException;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The values of variables as nodes of a graph. */
final class Constants {
  private Constants() {}

  /**
   * A constant with the value of a variable.
   *
   * @param variable its handle
   * @param name what the constant is called
   */
  static NodeDef of(SavedModelBundle bundle, NodeDef variable, String name) {
    DataType type = variable.getAttrOrThrow("dtype").getType();
    if (type == DataType.DT_STRING) {
      throw ManabiException.user(
          "The model has a variable %s of strings, which cannot be taken along; leave it out."
              .formatted(variable.getName()));
    }
    Ops tf = GraphOps.create(bundle.graph());
    var read =
        tf.scope()
            .opBuilder("ReadVariableOp", "pretrained_read")
            .addInput(bundle.graph().operation(variable.getName()).output(0))
            .setAttr("dtype", type)
            .build()
            .output(0);
    try (Result result = bundle.session().runner().fetch(read).run()) {
      RawTensor value = result.get(0).asRawTensor();
      byte[] bytes = new byte[(int) value.numBytes()];
      value.data().read(bytes);
      TensorProto tensor =
          TensorProto.newBuilder()
              .setDtype(type)
              .setTensorShape(shape(value.shape()))
              .setTensorContent(ByteString.copyFrom(bytes))
              .build();
      return NodeDef.newBuilder()
          .setName(name)
          .setOp("Const")
          .putAttr("dtype", variable.getAttrOrThrow("dtype"))
          .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
          .build();
    }
  }

  private static TensorShapeProto shape(Shape shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return dimensions.build();
  }
}
