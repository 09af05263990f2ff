package io.manabi.serving.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.web.Action;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.tensorflow.proto.error.Code;

/** Answers calls over gRPC. */
public final class GrpcCalls {
  private GrpcCalls() {}

  /**
   * Checks that whoever calls may do something with a model.
   *
   * @throws PredictionFailure if not
   */
  public static void require(Action action, String model) {
    ServiceRequestContext context = ServiceRequestContext.current();
    Need need = Need.withModel(action, model);
    if (!Guard.permits(context, need)) {
      throw new PredictionFailure(Code.PERMISSION_DENIED, Guard.refusal(context, need));
    }
  }

  /**
   * Does the work of a call, on a thread that may wait, and sends the answer or the failure.
   *
   * @param work what makes the answer until a deadline
   */
  public static <T> void answer(
      StreamObserver<T> observer, Function<Deadline, CompletableFuture<T>> work) {
    answer(Integer.MAX_VALUE, observer, work);
  }

  /**
   * Does the work of a call, and sends the answer or the failure.
   *
   * @param bytes what the work does before it waits: so much is decoded
   * @param work what makes the answer until a deadline
   */
  public static <T> void answer(
      int bytes, StreamObserver<T> observer, Function<Deadline, CompletableFuture<T>> work) {
    ServiceRequestContext context = ServiceRequestContext.current();
    Deadline deadline = ApiService.deadline(context);
    ApiService.threadFor(bytes, context)
        .execute(() -> send(Attempt.of(() -> work.apply(deadline)), observer));
  }

  private static <T> void send(CompletableFuture<T> answer, StreamObserver<T> observer) {
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
                        .withDescription(GrpcRefusals.shortened(failure.getMessage()))
                        .asException());
              }
            });
  }
}
