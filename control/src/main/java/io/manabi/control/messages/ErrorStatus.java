package io.manabi.control.messages;

/**
 * The kinds of failures, by their names in <a
 * href="https://cloud.google.com/apis/design/errors#handling_errors">Google's APIs</a>.
 */
public enum ErrorStatus {
  /** Something in the request is wrong, whatever there is on the server. */
  INVALID_ARGUMENT(400, "badRequest"),
  /** It does not go together with the state of what it is about. */
  FAILED_PRECONDITION(400, "failedPrecondition"),
  /** Whoever asks may not do it. */
  PERMISSION_DENIED(403, "forbidden"),
  /** Nobody is known to ask. */
  UNAUTHENTICATED(401, "authError"),
  /** What it is about is not there. */
  NOT_FOUND(404, "notFound"),
  /** Somebody else has changed it meanwhile. */
  ABORTED(409, "aborted"),
  /** What it would create is there already. */
  ALREADY_EXISTS(409, "alreadyExists"),
  /** More than what is allowed. */
  RESOURCE_EXHAUSTED(429, "rateLimitExceeded"),
  /** A defect. */
  INTERNAL(500, "backendError"),
  /** Cloud ML Engine has it, this server does not. */
  UNIMPLEMENTED(501, "notImplemented"),
  /** It would go well at another time. */
  UNAVAILABLE(503, "backendError");

  private final int code;
  private final String reason;

  ErrorStatus(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The status of HTTP. */
  public int code() {
    return code;
  }

  /** What older clients know it by. */
  public String reason() {
    return reason;
  }
}
