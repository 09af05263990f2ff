package io.manabi.serving.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.PredictionFailure;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers calls over gRPC. */
public final class GrpcCalls {
  private GrpcCalls() {}

  /**
   * Does the work of a call, on this thread as far as it need not wait, and sends the answer or the
   * failure.
   *
   * @param work what makes the answer until a deadline
   */
  public static <T> void answer(
      StreamObserver<T> observer, Function<Deadline, CompletableFuture<T>> work) {
    CompletableFuture<T> answer;
    try {
      answer = work.apply(ApiService.deadline(ServiceRequestContext.current()));
    } catch (RuntimeException | OutOfMemoryError e) {
      answer = CompletableFuture.failedFuture(e);
    }
    Object unused =
        answer.whenComplete(
            (message, e) -> {
              if (e == null) {
                observer.onNext(message);
                observer.onCompleted();
              } else {
                PredictionFailure failure = HttpCodes.failure(e);
                observer.onError(
                    Status.fromCodeValue(failure.code().getNumber())
                        .withDescription(failure.getMessage())
                        .asException());
              }
            });
  }
}
