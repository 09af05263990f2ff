package io.manabi.serving.tensorflow;

import io.grpc.stub.StreamObserver;
import io.manabi.prediction.ModelReference;
import io.manabi.prediction.ServedModels;
import io.manabi.serving.apis.GetModelStatusRequest;
import io.manabi.serving.apis.GetModelStatusResponse;
import io.manabi.serving.apis.ModelServerConfig;
import io.manabi.serving.apis.ModelServiceGrpc;
import io.manabi.serving.apis.ReloadConfigRequest;
import io.manabi.serving.apis.ReloadConfigResponse;
import io.manabi.serving.apis.StatusProto;
import io.manabi.serving.http.GrpcCalls;
import io.manabi.web.Action;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * TensorFlow Serving's {@code ModelService}.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/apis/model_service.proto">model_service.proto</a>
 */
public final class ModelGrpc extends ModelServiceGrpc.ModelServiceImplBase {
  private final ServedModels models;
  private final Consumer<ModelServerConfig> reload;

  /**
   * The service of these models.
   *
   * @param reload takes another configuration; fails with a PredictionFailure if it cannot
   */
  public ModelGrpc(ServedModels models, Consumer<ModelServerConfig> reload) {
    this.models = models;
    this.reload = reload;
  }

  @Override
  public void getModelStatus(
      GetModelStatusRequest request, StreamObserver<GetModelStatusResponse> observer) {
    GrpcCalls.answer(
        observer,
        deadline -> {
          ModelReference reference = ModelReferences.of(request.getModelSpec());
          GrpcCalls.require(Action.READ, reference.model());
          OptionalLong number = OptionalLong.empty();
          if (reference.choice() instanceof ModelReference.Numbered numbered) {
            number = OptionalLong.of(numbered.number());
          } else if (reference.choice() instanceof ModelReference.Label label) {
            number = OptionalLong.of(models.labelled(reference.model(), label.label()));
          }
          return CompletableFuture.completedFuture(
              ModelMessages.status(models, reference.model(), number));
        });
  }

  @Override
  public void handleReloadConfigRequest(
      ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> observer) {
    GrpcCalls.answer(
        observer,
        deadline -> {
          reload.accept(request.getConfig());
          return CompletableFuture.completedFuture(
              ReloadConfigResponse.newBuilder()
                  .setStatus(StatusProto.getDefaultInstance())
                  .build());
        });
  }
}
