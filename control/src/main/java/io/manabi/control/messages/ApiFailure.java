package io.manabi.control.messages;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request is refused: one sentence for who sent it. */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorStatus status;
  private final @Nullable String field;

  /**
   * A failure.
   *
   * @param message what is wrong, what was expected and what to do
   */
  public ApiFailure(ErrorStatus status, String message) {
    this(status, null, message);
  }

  private ApiFailure(ErrorStatus status, @Nullable String field, String message) {
    super(requireNonNull(message, "message"), null, false, false);
    this.status = status;
    this.field = field;
  }

  /** Something in the request is wrong. */
  public static ApiFailure invalid(String message) {
    return new ApiFailure(ErrorStatus.INVALID_ARGUMENT, message);
  }

  /**
   * A field or parameter of the request is wrong.
   *
   * @param field its path, as {@code trainingInput.workerCount}; empty for the body as a whole
   * @param message what is wrong, what was expected and what to do
   */
  public static ApiFailure invalid(String field, String message) {
    return new ApiFailure(ErrorStatus.INVALID_ARGUMENT, field.isEmpty() ? null : field, message);
  }

  /** Its kind. */
  public ErrorStatus status() {
    return status;
  }

  /** Which field or parameter is wrong, if it is one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** The sentence, never null. */
  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage(), "message");
  }
}
