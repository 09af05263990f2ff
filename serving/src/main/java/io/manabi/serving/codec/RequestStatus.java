package io.manabi.serving.codec;

/** The canonical status codes of gRPC that a request can end with, and their HTTP codes. */
public enum RequestStatus {
  /** The request is wrong: its JSON, its values, their shape. */
  INVALID_ARGUMENT(400),
  /** The credentials do not identify anyone. */
  UNAUTHENTICATED(401),
  /** The caller may not do this. */
  PERMISSION_DENIED(403),
  /** There is no such model or version. */
  NOT_FOUND(404),
  /** No memory or quota is left. */
  RESOURCE_EXHAUSTED(429),
  /** The server cannot do this at all. */
  UNIMPLEMENTED(501),
  /** A defect. */
  INTERNAL(500);

  private final int httpCode;

  RequestStatus(int httpCode) {
    this.httpCode = httpCode;
  }

  /** The HTTP status code that TensorFlow Serving answers with for this status. */
  public int httpCode() {
    return httpCode;
  }
}
