package io.manabi.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of Manabi. Its message is one sentence for the user: what is wrong (file, row,
 * column, field or flag), what was expected and what to do.
 */
public final class ManabiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  private ManabiException(ErrorCode code, String message, @Nullable Throwable cause) {
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
  public ErrorCode code() {
    return code;
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage(), "message");
  }
}
