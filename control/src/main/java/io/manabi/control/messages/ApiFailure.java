package io.manabi.control.messages;

import static java.util.Objects.requireNonNull;

/** Why a request is refused: one sentence for who sent it. */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorStatus status;

  /**
   * A failure.
   *
   * @param message what is wrong, what was expected and what to do
   */
  public ApiFailure(ErrorStatus status, String message) {
    super(requireNonNull(message, "message"), null, false, false);
    this.status = status;
  }

  /** Something in the request is wrong. */
  public static ApiFailure invalid(String message) {
    return new ApiFailure(ErrorStatus.INVALID_ARGUMENT, message);
  }

  /** Its kind. */
  public ErrorStatus status() {
    return status;
  }

  /** The sentence, never null. */
  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage(), "message");
  }
}
