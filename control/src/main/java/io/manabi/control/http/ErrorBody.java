package io.manabi.control.http;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import java.util.List;

/**
 * A failure as Google's clients read it: <a
 * href="https://cloud.google.com/apis/design/errors#error_model">Error model</a>; older clients
 * read the list.
 */
record ErrorBody(Fault error) {
  /** What went wrong. */
  record Fault(int code, String message, String status, List<Item> errors) {}

  /** The same for older clients. */
  record Item(String message, String domain, String reason) {}

  static ErrorBody of(ErrorStatus status, String message) {
    return new ErrorBody(
        new Fault(
            status.code(),
            message,
            status.name(),
            List.of(new Item(message, "global", status.reason()))));
  }

  /** What a client is told of what was thrown. */
  static ErrorBody of(Throwable failure) {
    if (failure instanceof ApiFailure known) {
      return of(known.status(), known.getMessage());
    }
    if (failure instanceof ManabiException known) {
      ErrorStatus status =
          known.code() == ErrorCode.USER
              ? ErrorStatus.INVALID_ARGUMENT
              : known.code() == ErrorCode.RESOURCES
                  ? ErrorStatus.UNAVAILABLE
                  : ErrorStatus.INTERNAL;
      return of(status, known.getMessage());
    }
    return of(ErrorStatus.INTERNAL, "The server failed; its log says how.");
  }
}
