package io.manabi.serving.openinference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.manabi.prediction.Lease;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.prediction.tensors.TensorSpec;
import io.manabi.serving.http.GrpcCalls;
import io.manabi.serving.http.RequestMeters;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc;
import io.manabi.serving.inference.InferTensorContents;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferRequest.InferInputTensor;
import io.manabi.serving.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.manabi.serving.inference.ModelInferResponse;
import io.manabi.serving.inference.ModelInferResponse.InferOutputTensor;
import io.manabi.serving.inference.ModelMetadataRequest;
import io.manabi.serving.inference.ModelMetadataResponse;
import io.manabi.serving.inference.ModelReadyRequest;
import io.manabi.serving.inference.ModelReadyResponse;
import io.manabi.serving.inference.ServerLiveRequest;
import io.manabi.serving.inference.ServerLiveResponse;
import io.manabi.serving.inference.ServerMetadataRequest;
import io.manabi.serving.inference.ServerMetadataResponse;
import io.manabi.serving.inference.ServerReadyRequest;
import io.manabi.serving.inference.ServerReadyResponse;
import io.manabi.web.Action;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * The protocol over gRPC.
 *
 * @see <a
 *     href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_grpc.md">Open
 *     Inference Protocol, gRPC</a>
 */
public final class InferenceGrpc extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
  private final Models models;
  private final String version;
  private final RequestMeters meters;

  /**
   * The service of these models.
   *
   * @param version of the server, to be told
   */
  public InferenceGrpc(ServedModels models, String version, RequestMeters meters) {
    this.models = new Models(models);
    this.version = version;
    this.meters = meters;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    answer(observer, ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    answer(observer, ServerReadyResponse.newBuilder().setReady(models.areReady()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    answer(
        observer,
        ModelReadyResponse.newBuilder()
            .setReady(models.isReady(request.getName(), request.getVersion()))
            .build());
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    answer(
        observer,
        ServerMetadataResponse.newBuilder()
            .setName(Models.SERVER)
            .setVersion(version)
            .addAllExtensions(Models.EXTENSIONS)
            .build());
  }

  private static <T> void answer(StreamObserver<T> observer, T message) {
    GrpcCalls.answer(observer, deadline -> CompletableFuture.completedFuture(message));
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    GrpcCalls.answer(
        observer,
        deadline -> {
          GrpcCalls.require(Action.READ, request.getName());
          try (Lease lease = models.lease(request.getName(), request.getVersion())) {
            Signature signature = Models.signature(lease, "");
            return CompletableFuture.completedFuture(
                ModelMetadataResponse.newBuilder()
                    .setName(request.getName())
                    .addAllVersions(models.versions(request.getName()))
                    .setPlatform(Models.PLATFORM)
                    .addAllInputs(describe(signature.inputs().values()))
                    .addAllOutputs(describe(signature.outputs().values()))
                    .build());
          }
        });
  }

  private static List<ModelMetadataResponse.TensorMetadata> describe(Iterable<TensorSpec> specs) {
    List<ModelMetadataResponse.TensorMetadata> all = new java.util.ArrayList<>();
    for (TensorSpec spec : specs) {
      ModelMetadataResponse.TensorMetadata.Builder one =
          ModelMetadataResponse.TensorMetadata.newBuilder()
              .setName(spec.name())
              .setDatatype(Datatypes.describe(spec.type()));
      if (!spec.shape().isUnknown()) {
        for (long size : spec.shape().asArray()) {
          one.addShape(size);
        }
      }
      all.add(one.build());
    }
    return all;
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    GrpcCalls.answer(
        observer,
        deadline -> {
          GrpcCalls.require(Action.PREDICT, request.getModelName());
          long start = System.nanoTime();
          Lease lease = models.lease(request.getModelName(), request.getModelVersion());
          return meters.measure(
              request.getModelName(),
              "infer",
              "grpc",
              start,
              lease.closeAfter(GrpcCalls.safely(() -> infer(lease, request, deadline))));
        });
  }

  private static CompletableFuture<ModelInferResponse> infer(
      Lease lease, ModelInferRequest request, Deadline deadline) {
    Signature signature =
        Models.signature(
            lease,
            request.containsParameters(Models.SIGNATURE_NAME)
                ? request.getParametersOrThrow(Models.SIGNATURE_NAME).getStringParam()
                : "");
    List<String> outputs =
        request.getOutputsList().stream().map(InferRequestedOutputTensor::getName).toList();
    return lease
        .predict(signature.name(), inputs(request), outputs, deadline)
        .thenApply(results -> response(lease, request, results));
  }

  private static Map<String, FlatTensor> inputs(ModelInferRequest request) {
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
  private static ModelInferResponse response(
      Lease lease, ModelInferRequest request, Map<String, FlatTensor> outputs) {
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(request.getModelName())
            .setModelVersion(Long.toString(lease.number()))
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
