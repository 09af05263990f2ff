package io.manabi.serving.openinference;

import io.grpc.stub.StreamObserver;
import io.manabi.prediction.Lease;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import io.manabi.serving.http.GrpcCalls;
import io.manabi.serving.http.ModelRequest;
import io.manabi.serving.http.RequestMeters;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc;
import io.manabi.serving.inference.ModelInferRequest;
import io.manabi.serving.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.manabi.serving.inference.ModelInferResponse;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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
    List<ModelMetadataResponse.TensorMetadata> all = new ArrayList<>();
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
        request.getSerializedSize(),
        observer,
        deadline -> {
          GrpcCalls.require(Action.PREDICT, request.getModelName());
          return meters.measure(
              request.getModelName(),
              "infer",
              "grpc",
              () -> models.lease(request.getModelName(), request.getModelVersion()),
              call -> infer(call, request, deadline));
        });
  }

  private static CompletableFuture<ModelInferResponse> infer(
      ModelRequest call, ModelInferRequest request, Deadline deadline) {
    Lease lease = call.lease();
    Signature signature =
        Models.signature(
            lease,
            request.containsParameters(Models.SIGNATURE_NAME)
                ? request.getParametersOrThrow(Models.SIGNATURE_NAME).getStringParam()
                : "");
    List<String> outputs =
        request.getOutputsList().stream().map(InferRequestedOutputTensor::getName).toList();
    Map<String, FlatTensor> inputs = call.decode(() -> InferMessages.inputs(request));
    return lease
        .predict(signature.name(), inputs, outputs, deadline)
        .thenApply(
            results -> call.encode(() -> InferMessages.response(lease.number(), request, results)));
  }
}
