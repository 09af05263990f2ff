package io.manabi.serving.openinference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferRequest.InferInputTensor;
import io.manabi.serving.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.manabi.serving.inference.ModelInferResponse;
import io.manabi.serving.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Tensors in the messages of the protocol over gRPC. */
final class InferMessages {
  private InferMessages() {}

  /** The inputs of a request, as bytes or in fields. */
  static Map<String, FlatTensor> inputs(ModelInferRequest request) {
    boolean isRaw = request.getRawInputContentsCount() > 0;
    if (isRaw && request.getRawInputContentsCount() != request.getInputsCount()) {
      throw PredictionFailure.invalid(
          "The request has "
              + request.getInputsCount()
              + " inputs and raw contents of "
              + request.getRawInputContentsCount());
    }
    Map<String, FlatTensor> inputs = new TreeMap<>();
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      DataType type = Datatypes.of(input.getDatatype());
      Shape shape = RawTensors.shape(input.getName(), input.getShapeList());
      try {
        inputs.put(
            input.getName(),
            isRaw
                ? RawTensors.read(type, shape, request.getRawInputContents(i).toByteArray())
                : typed(type, shape, input.getContents()));
      } catch (PredictionFailure e) {
        throw new PredictionFailure(e.code(), "Input '" + input.getName() + "': " + e.getMessage());
      }
    }
    return inputs;
  }

  private static FlatTensor typed(DataType type, Shape shape, InferTensorContents contents) {
    if (type == DataType.DT_STRING) {
      return new StringTensor(
          shape,
          contents.getBytesContentsList().stream()
              .map(ByteString::toByteArray)
              .toArray(byte[][]::new));
    }
    int count =
        switch (type) {
          case DT_BOOL -> contents.getBoolContentsCount();
          case DT_INT8, DT_INT16, DT_INT32 -> contents.getIntContentsCount();
          case DT_INT64 -> contents.getInt64ContentsCount();
          case DT_UINT8, DT_UINT16, DT_UINT32 -> contents.getUintContentsCount();
          case DT_UINT64 -> contents.getUint64ContentsCount();
          case DT_FLOAT -> contents.getFp32ContentsCount();
          case DT_DOUBLE -> contents.getFp64ContentsCount();
          default ->
              throw PredictionFailure.invalid(
                  Datatypes.nameOf(type) + " can only be sent as raw_input_contents");
        };
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(count, Dtypes.bytes(type)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case DT_BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
        case DT_INT8 -> data.put((byte) contents.getIntContents(i));
        case DT_INT16 -> data.putShort((short) contents.getIntContents(i));
        case DT_INT32 -> data.putInt(contents.getIntContents(i));
        case DT_INT64 -> data.putLong(contents.getInt64Contents(i));
        case DT_UINT8 -> data.put((byte) contents.getUintContents(i));
        case DT_UINT16 -> data.putShort((short) contents.getUintContents(i));
        case DT_UINT32 -> data.putInt(contents.getUintContents(i));
        case DT_UINT64 -> data.putLong(contents.getUint64Contents(i));
        case DT_FLOAT -> data.putFloat(contents.getFp32Contents(i));
        default -> data.putDouble(contents.getFp64Contents(i));
      }
    }
    return new NumberTensor(type, shape, data.array());
  }

  /** All outputs as bytes, which the protocol prefers. */
  static ModelInferResponse response(
      long version, ModelInferRequest request, Map<String, FlatTensor> outputs) {
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(request.getModelName())
            .setModelVersion(Long.toString(version))
            .setId(request.getId());
    List<String> names =
        request.getOutputsCount() == 0
            ? List.copyOf(outputs.keySet())
            : request.getOutputsList().stream().map(InferRequestedOutputTensor::getName).toList();
    for (String name : names) {
      FlatTensor output = outputs.get(name);
      if (output == null) {
        continue;
      }
      InferOutputTensor.Builder described =
          InferOutputTensor.newBuilder().setName(name).setDatatype(Datatypes.nameOf(output.type()));
      for (long size : output.shape().asArray()) {
        described.addShape(size);
      }
      response.addOutputs(described);
      response.addRawOutputContents(UnsafeByteOperations.unsafeWrap(RawTensors.write(output)));
    }
    return response.build();
  }
}
