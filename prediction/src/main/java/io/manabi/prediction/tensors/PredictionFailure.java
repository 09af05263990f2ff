package io.manabi.prediction.tensors;

import static java.util.Objects.requireNonNull;

import org.tensorflow.proto.error.Code;

/**
 * Why a request cannot be answered. It has no stack trace, since it tells of the request and not of
 * the program.
 */
public final class PredictionFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Code code;

  /**
   * A failure.
   *
   * @param code what kind it is, one of the codes that TensorFlow and gRPC share
   * @param message one sentence for the client
   */
  public PredictionFailure(Code code, String message) {
    super(message, null, false, false);
    this.code = requireNonNull(code, "code");
  }

  /** The request itself is wrong. */
  public static PredictionFailure invalid(String message) {
    return new PredictionFailure(Code.INVALID_ARGUMENT, message);
  }

  /** What kind of failure it is. */
  public Code code() {
    return code;
  }

  /** What the client is told; never missing. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
