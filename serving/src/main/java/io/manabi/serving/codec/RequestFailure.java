package io.manabi.serving.codec;

/**
 * A request that cannot be answered. It is an answer rather than a fault: it has a status and a
 * message for the client, carries no stack trace, and never leaves the server.
 */
public final class RequestFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RequestStatus status;

  /** A failure with this status and message for the client. */
  public RequestFailure(RequestStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** A request that is wrong in itself (HTTP 400). */
  public static RequestFailure invalid(String message) {
    return new RequestFailure(RequestStatus.INVALID_ARGUMENT, message);
  }

  /** The status. */
  public RequestStatus status() {
    return status;
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
