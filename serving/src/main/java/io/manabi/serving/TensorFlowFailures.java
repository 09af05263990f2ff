package io.manabi.serving;

import io.manabi.serving.codec.RequestFailure;
import io.manabi.serving.codec.RequestStatus;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFPermissionDeniedException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnauthenticatedException;
import org.tensorflow.exceptions.TFUnimplementedException;

/**
 * Turns what TensorFlow says into what a client is told. Its exceptions have no common type, and
 * those of the codes that it does not name come as the plain TensorFlowException.
 */
final class TensorFlowFailures {
  private TensorFlowFailures() {}

  static RequestFailure toRequestFailure(RuntimeException e) {
    return new RequestFailure(statusOf(e), firstLine(e));
  }

  /** The first line of the message; the others are a stack trace of the graph. */
  static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  private static RequestStatus statusOf(RuntimeException e) {
    if (e instanceof TFInvalidArgumentException
        || e instanceof TFFailedPreconditionException
        || e instanceof TFOutOfRangeException) {
      return RequestStatus.INVALID_ARGUMENT;
    }
    if (e instanceof TFResourceExhaustedException) {
      return RequestStatus.RESOURCE_EXHAUSTED;
    }
    if (e instanceof TFUnimplementedException) {
      return RequestStatus.UNIMPLEMENTED;
    }
    if (e instanceof TFPermissionDeniedException) {
      return RequestStatus.PERMISSION_DENIED;
    }
    if (e instanceof TFUnauthenticatedException) {
      return RequestStatus.UNAUTHENTICATED;
    }
    return RequestStatus.INTERNAL;
  }
}
