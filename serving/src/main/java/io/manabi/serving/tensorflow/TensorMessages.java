package io.manabi.serving.tensorflow;

import com.google.protobuf.UnsafeByteOperations;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.serving.apis.PredictRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Tensors as messages. */
final class TensorMessages {
  private TensorMessages() {}

  /** The inputs of a request by name. */
  static Map<String, FlatTensor> inputs(PredictRequest request) {
    Map<String, FlatTensor> inputs = new TreeMap<>();
    request.getInputsMap().forEach((name, tensor) -> inputs.put(name, FlatTensor.of(tensor)));
    return inputs;
  }

  /**
   * As TensorFlow Serving answers: floats, doubles, integers and truth values in their fields,
   * which old clients read without numpy; other types as bytes.
   */
  static TensorProto of(FlatTensor tensor) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDtype(tensor.type()).setTensorShape(shape(tensor));
    if (tensor instanceof StringTensor strings) {
      for (byte[] value : strings.values()) {
        proto.addStringVal(UnsafeByteOperations.unsafeWrap(value));
      }
      return proto.build();
    }
    byte[] data = ((NumberTensor) tensor).data();
    ByteBuffer values = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.type()) {
      case DT_FLOAT -> {
        while (values.hasRemaining()) {
          proto.addFloatVal(values.getFloat());
        }
      }
      case DT_DOUBLE -> {
        while (values.hasRemaining()) {
          proto.addDoubleVal(values.getDouble());
        }
      }
      case DT_INT64 -> {
        while (values.hasRemaining()) {
          proto.addInt64Val(values.getLong());
        }
      }
      case DT_INT32 -> {
        while (values.hasRemaining()) {
          proto.addIntVal(values.getInt());
        }
      }
      case DT_BOOL -> {
        while (values.hasRemaining()) {
          proto.addBoolVal(values.get() != 0);
        }
      }
      default -> proto.setTensorContent(UnsafeByteOperations.unsafeWrap(data));
    }
    return proto.build();
  }

  private static TensorShapeProto shape(FlatTensor tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }
}
