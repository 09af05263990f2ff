package io.manabi.serving.http;

import io.manabi.prediction.tensors.PredictionFailure;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.error.Code;

/** What failures are in HTTP. */
public final class HttpCodes {
  private HttpCodes() {}

  /** The HTTP status code for a code of TensorFlow, as TensorFlow Serving has it. */
  public static int of(Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      default -> 500;
    };
  }

  /** What a client is told of a failure: its own, or that something unexpected went wrong. */
  public static PredictionFailure failure(Throwable e) {
    Throwable cause = causeOf(e);
    if (cause instanceof PredictionFailure known) {
      return known;
    }
    if (cause instanceof OutOfMemoryError) {
      return new PredictionFailure(
          codeOf(cause), "The server has not enough memory for this request");
    }
    LoggerFactory.getLogger(HttpCodes.class).error("A request failed", cause);
    return new PredictionFailure(
        codeOf(cause), "Something unexpected went wrong; the server's log has the details");
  }

  /** The code of what {@link #failure} tells. */
  static Code codeOf(Throwable e) {
    Throwable cause = causeOf(e);
    if (cause instanceof PredictionFailure known) {
      return known.code();
    }
    return cause instanceof OutOfMemoryError ? Code.RESOURCE_EXHAUSTED : Code.INTERNAL;
  }

  private static Throwable causeOf(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }
}
