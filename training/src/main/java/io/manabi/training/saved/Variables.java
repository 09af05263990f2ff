package io.manabi.training.saved;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Predicate;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Variables of a graph as TensorFlow's own tools name and list them. */
public final class Variables {
  private Variables() {}

  /**
   * What a SavedModel tells of a variable.
   *
   * @param handle the resource
   * @param initializer gives it its first value
   * @param value reads it
   * @param learned whether training changes it by gradients
   */
  public record Described(
      Operand<? extends TType> handle, Op initializer, Operand<TFloat32> value, boolean learned) {}

  /**
   * A variable of floats, whose operation has its name with all scopes, as {@code conv1/bias},
   * wherever it is built: converters know a variable by the name of its operation, and others by
   * the one that it shares.
   */
  public static Operand<? extends TType> handle(Ops tf, String name, Shape shape) {
    OperationBuilder builder = tf.scope().env().opBuilder("VarHandleOp", name, tf.scope());
    builder.setAttr("dtype", DataType.DT_FLOAT);
    builder.setAttr("shape", shape);
    builder.setAttr("shared_name", name);
    return builder.build().<TType>output(0);
  }

  /** The value of such a variable, by the operation that tools which freeze graphs look for. */
  public static Operand<TFloat32> read(Ops tf, String name, Operand<? extends TType> handle) {
    OperationBuilder builder =
        tf.scope().env().opBuilder("ReadVariableOp", name + "/Read/ReadVariableOp", tf.scope());
    builder.addInput(handle.asOutput());
    builder.setAttr("dtype", DataType.DT_FLOAT);
    return builder.build().<TFloat32>output(0);
  }

  /** The collection of those for which {@code wanted} holds. */
  static CollectionDef collection(List<Described> variables, Predicate<Described> wanted) {
    CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
    variables.stream().filter(wanted).forEach(variable -> list.addValue(definition(variable)));
    return CollectionDef.newBuilder().setBytesList(list).build();
  }

  private static ByteString definition(Described variable) {
    return VariableDef.newBuilder()
        .setVariableName(variable.handle().asOutput().name())
        .setInitializerName(variable.initializer().op().name())
        .setSnapshotName(variable.value().asOutput().name())
        .setIsResource(true)
        .setTrainable(variable.learned())
        .build()
        .toByteString();
  }
}
