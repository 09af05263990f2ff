package io.manabi.serving.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.grpc.protocol.ArmeriaStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients of gRPC are told of calls that no service has seen, or that are too late. */
public final class GrpcRefusals {
  private static final int MOST_CHARACTERS = 1000;

  /** What the library says of requests that it cannot read: that the server is at fault. */
  private static final Set<Status.Code> FAULTS =
      EnumSet.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DATA_LOSS);

  private GrpcRefusals() {}

  /**
   * The status of a call that failed: what cannot be read is the fault of the client.
   *
   * @param status as the library has it
   */
  public static Status of(Status status, Throwable cause) {
    if (cause instanceof RequestTimeoutException) {
      return Status.DEADLINE_EXCEEDED;
    }
    if (isTooLarge(cause)) {
      return Status.RESOURCE_EXHAUSTED.withDescription("The request is too large");
    }
    boolean isUnread =
        cause instanceof ArmeriaStatusException
            || cause instanceof StatusRuntimeException
            || cause instanceof IOException;
    return isUnread && FAULTS.contains(status.getCode())
        ? Status.INVALID_ARGUMENT.withDescription(
            "The request cannot be read: " + cause.getMessage())
        : status;
  }

  private static boolean isTooLarge(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ContentTooLargeException
          || (each instanceof ArmeriaStatusException armeria
              && armeria.getCode() == Status.Code.RESOURCE_EXHAUSTED.value())
          || (each instanceof StatusRuntimeException grpc
              && grpc.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED)) {
        return true;
      }
    }
    return false;
  }

  /** A message that fits into what clients take for headers, of which it is one. */
  static String shortened(String message) {
    return message.length() <= MOST_CHARACTERS
        ? message
        : message.substring(0, MOST_CHARACTERS) + "…";
  }
}
