package io.manabi.serving.tensorflow;

import io.grpc.stub.StreamObserver;
import io.manabi.prediction.Lease;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ClassificationRequest;
import io.manabi.serving.apis.ClassificationResponse;
import io.manabi.serving.apis.GetModelMetadataRequest;
import io.manabi.serving.apis.GetModelMetadataResponse;
import io.manabi.serving.apis.InferenceResult;
import io.manabi.serving.apis.InferenceTask;
import io.manabi.serving.apis.Input;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.MultiInferenceRequest;
import io.manabi.serving.apis.MultiInferenceResponse;
import io.manabi.serving.apis.PredictRequest;
import io.manabi.serving.apis.PredictResponse;
import io.manabi.serving.apis.PredictionServiceGrpc;
import io.manabi.serving.apis.RegressionRequest;
import io.manabi.serving.apis.RegressionResponse;
import io.manabi.serving.http.GrpcCalls;
import io.manabi.serving.http.ModelRequest;
import io.manabi.serving.http.RequestMeters;
import io.manabi.web.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.tensorflow.proto.error.Code;

/**
 * TensorFlow Serving's {@code PredictionService}.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/apis/prediction_service.proto">prediction_service.proto</a>
 */
public final class PredictionGrpc extends PredictionServiceGrpc.PredictionServiceImplBase {
  private static final String METADATA = "metadata";

  private final ServedModels models;
  private final RequestMeters meters;

  /** The service of these models. */
  public PredictionGrpc(ServedModels models, RequestMeters meters) {
    this.models = models;
    this.meters = meters;
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> observer) {
    GrpcCalls.answer(
        request.getSerializedSize(),
        observer,
        deadline ->
            leased(
                request.getModelSpec(),
                "predict",
                call -> {
                  Lease lease = call.lease();
                  requireSignature(lease, request.getModelSpec().getSignatureName());
                  Map<String, FlatTensor> inputs =
                      call.decode(() -> TensorMessages.inputs(request));
                  return lease
                      .predict(
                          request.getModelSpec().getSignatureName(),
                          inputs,
                          request.getOutputFilterList(),
                          deadline)
                      .thenApply(outputs -> call.encode(() -> response(request, lease, outputs)));
                }));
  }

  /** Says it as TensorFlow Serving does here, which is another way than elsewhere. */
  private static void requireSignature(Lease lease, String name) {
    if (!name.isEmpty() && !lease.metaGraph().getSignatureDefMap().containsKey(name)) {
      throw new PredictionFailure(
          Code.FAILED_PRECONDITION, "Serving signature key \"" + name + "\" not found.");
    }
  }

  private static PredictResponse response(
      PredictRequest request, Lease lease, Map<String, FlatTensor> outputs) {
    PredictResponse.Builder response =
        PredictResponse.newBuilder().setModelSpec(resolved(request.getModelSpec(), lease));
    outputs.forEach((name, tensor) -> response.putOutputs(name, TensorMessages.of(tensor)));
    return response.build();
  }

  private static ModelSpec resolved(ModelSpec spec, Lease lease) {
    return ModelMessages.spec(
        spec.getName(), lease, lease.signature(spec.getSignatureName()).name());
  }

  @Override
  public void classify(
      ClassificationRequest request, StreamObserver<ClassificationResponse> observer) {
    ModelSpec spec = request.getModelSpec();
    GrpcCalls.answer(
        request.getSerializedSize(),
        observer,
        deadline ->
            leased(
                spec,
                "classify",
                call ->
                    Examples.classify(
                            call.lease(), spec.getSignatureName(), request.getInput(), deadline)
                        .thenApply(
                            result ->
                                ClassificationResponse.newBuilder()
                                    .setModelSpec(resolved(spec, call.lease()))
                                    .setResult(result)
                                    .build())));
  }

  @Override
  public void regress(RegressionRequest request, StreamObserver<RegressionResponse> observer) {
    ModelSpec spec = request.getModelSpec();
    GrpcCalls.answer(
        request.getSerializedSize(),
        observer,
        deadline ->
            leased(
                spec,
                "regress",
                call ->
                    Examples.regress(
                            call.lease(), spec.getSignatureName(), request.getInput(), deadline)
                        .thenApply(
                            result ->
                                RegressionResponse.newBuilder()
                                    .setModelSpec(resolved(spec, call.lease()))
                                    .setResult(result)
                                    .build())));
  }

  @Override
  public void multiInference(
      MultiInferenceRequest request, StreamObserver<MultiInferenceResponse> observer) {
    GrpcCalls.answer(
        request.getSerializedSize(),
        observer,
        deadline -> {
          checkTasks(request.getTasksList());
          return leased(
              request.getTasks(0).getModelSpec(),
              "multi_inference",
              call -> infer(call.lease(), request, deadline));
        });
  }

  private static void checkTasks(List<InferenceTask> tasks) {
    Set<String> signatures = new HashSet<>();
    if (tasks.isEmpty()) {
      throw PredictionFailure.invalid("Tasks must not be empty");
    }
    for (InferenceTask task : tasks) {
      if (!task.getModelSpec().getName().equals(tasks.get(0).getModelSpec().getName())) {
        throw PredictionFailure.invalid(
            "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
      }
      if (!signatures.add(task.getModelSpec().getSignatureName())) {
        throw PredictionFailure.invalid(
            "Duplicate evaluation of signature: " + task.getModelSpec().getSignatureName());
      }
    }
  }

  private static CompletableFuture<MultiInferenceResponse> infer(
      Lease lease, MultiInferenceRequest request, Deadline deadline) {
    List<CompletableFuture<InferenceResult>> results = new ArrayList<>();
    for (InferenceTask task : request.getTasksList()) {
      results.add(infer(lease, task, request.getInput(), deadline));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all ->
                MultiInferenceResponse.newBuilder()
                    .addAllResults(results.stream().map(CompletableFuture::join).toList())
                    .build());
  }

  private static CompletableFuture<InferenceResult> infer(
      Lease lease, InferenceTask task, Input input, Deadline deadline) {
    ModelSpec spec = task.getModelSpec();
    InferenceResult.Builder result =
        InferenceResult.newBuilder().setModelSpec(resolved(spec, lease));
    return switch (task.getMethodName()) {
      case Examples.CLASSIFY ->
          Examples.classify(lease, spec.getSignatureName(), input, deadline)
              .thenApply(classes -> result.setClassificationResult(classes).build());
      case Examples.REGRESS ->
          Examples.regress(lease, spec.getSignatureName(), input, deadline)
              .thenApply(values -> result.setRegressionResult(values).build());
      default ->
          throw new PredictionFailure(
              Code.UNIMPLEMENTED, "Unsupported signature method_name: " + task.getMethodName());
    };
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
    GrpcCalls.answer(
        observer,
        deadline -> {
          if (request.getMetadataFieldCount() == 0) {
            throw PredictionFailure.invalid(
                "GetModelMetadataRequest must specify at least one metadata_field");
          }
          for (String field : request.getMetadataFieldList()) {
            if (!field.equals(ModelMessages.SIGNATURE_DEF)) {
              throw PredictionFailure.invalid("Metadata field " + field + " is not supported");
            }
          }
          return leased(
              request.getModelSpec(),
              METADATA,
              call ->
                  CompletableFuture.completedFuture(
                      ModelMessages.metadata(request.getModelSpec().getName(), call.lease())));
        });
  }

  private <T> CompletableFuture<T> leased(
      ModelSpec spec, String api, Function<ModelRequest, CompletableFuture<T>> work) {
    GrpcCalls.require(api.equals(METADATA) ? Action.READ : Action.PREDICT, spec.getName());
    return meters.measure(
        spec.getName(), api, "grpc", () -> models.lease(ModelReferences.of(spec)), work);
  }
}
