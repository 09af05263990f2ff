package io.manabi.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of Manabi; what extends it says more for programs. Its message is one sentence
 * for the user: what is wrong (file, row, column, field or flag), what was expected and what to do.
 */
public class ManabiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * A failure.
   *
   * @param code who can do something about it
   * @param message one sentence for the user
   * @param cause the exception that revealed it, if there is one
   */
  protected ManabiException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.code = code;
  }

  /** A failure that the user can mend: bad input, a wrong flag, a corrupt file. */
  public static ManabiException user(String message) {
    return new ManabiException(ErrorCode.USER, message, null);
  }

  /** As {@link #user(String)}, with the exception that revealed it. */
  public static ManabiException user(String message, Throwable cause) {
    return new ManabiException(ErrorCode.USER, message, cause);
  }

  /** A failure of the surroundings: disk, network, ports, processes. */
  public static ManabiException resources(String message) {
    return new ManabiException(ErrorCode.RESOURCES, message, null);
  }

  /** As {@link #resources(String)}, with the exception that revealed it. */
  public static ManabiException resources(String message, Throwable cause) {
    return new ManabiException(ErrorCode.RESOURCES, message, cause);
  }

  /** A defect of Manabi itself. */
  public static ManabiException internal(String message, Throwable cause) {
    return new ManabiException(ErrorCode.INTERNAL, message, cause);
  }

  /** Who can do something about it. */
  public final ErrorCode code() {
    return code;
  }

  /** The message, never null. */
  @Override
  public final String getMessage() {
    return requireNonNull(super.getMessage(), "message");
  }
}
