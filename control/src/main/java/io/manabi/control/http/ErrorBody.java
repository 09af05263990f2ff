package io.manabi.control.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.registry.RegistryFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure as Google's clients read it: <a
 * href="https://cloud.google.com/apis/design/errors#error_model">Error model</a>; older clients
 * read the list.
 */
record ErrorBody(Fault error) {
  /** Whose reasons those in {@link ErrorInfo} are. */
  private static final String DOMAIN = "manabi";

  /** What went wrong. */
  record Fault(int code, String message, String status, List<Item> errors, List<Detail> details) {}

  /** The same for older clients. */
  record Item(String message, String domain, String reason) {}

  /** More of it for programs, as in {@code google/rpc/error_details.proto}. */
  sealed interface Detail {
    /** Which message it is. */
    @JsonProperty("@type")
    default String type() {
      return "type.googleapis.com/google.rpc." + getClass().getSimpleName();
    }
  }

  /** The reason as one word, and what it is about. */
  record ErrorInfo(String reason, String domain, Map<String, String> metadata) implements Detail {}

  /** Which fields of the request are wrong. */
  record BadRequest(List<FieldViolation> fieldViolations) implements Detail {}

  /** A field that is wrong. */
  record FieldViolation(String field, String description) {}

  private static ErrorBody of(ErrorStatus status, String message, @Nullable String field) {
    List<Detail> details = new ArrayList<>();
    details.add(
        new ErrorInfo(status.name(), DOMAIN, field == null ? Map.of() : Map.of("field", field)));
    if (field != null) {
      details.add(new BadRequest(List.of(new FieldViolation(field, message))));
    }
    return new ErrorBody(
        new Fault(
            status.code(),
            message,
            status.name(),
            List.of(new Item(message, "global", status.reason())),
            details));
  }

  /** What a client is told of what was thrown. */
  static ErrorBody of(Throwable failure) {
    if (failure instanceof ApiFailure known) {
      return of(known.status(), known.getMessage(), known.field().orElse(null));
    }
    if (failure instanceof RegistryFailure known) {
      ErrorStatus status =
          switch (known.kind()) {
            case INVALID -> ErrorStatus.INVALID_ARGUMENT;
            case MISSING -> ErrorStatus.NOT_FOUND;
            case TAKEN -> ErrorStatus.ALREADY_EXISTS;
            case UNSUITABLE -> ErrorStatus.FAILED_PRECONDITION;
          };
      return of(status, known.getMessage(), null);
    }
    if (failure instanceof ManabiException known) {
      ErrorStatus status =
          known.code() == ErrorCode.USER
              ? ErrorStatus.INVALID_ARGUMENT
              : known.code() == ErrorCode.RESOURCES
                  ? ErrorStatus.UNAVAILABLE
                  : ErrorStatus.INTERNAL;
      return of(status, known.getMessage(), null);
    }
    return of(ErrorStatus.INTERNAL, "The server failed; its log says how.", null);
  }
}
