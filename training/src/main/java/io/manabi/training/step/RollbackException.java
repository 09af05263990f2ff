package io.manabi.training.step;

import static java.util.Objects.requireNonNull;

/** Ends the attempt of a task; all tasks are to begin anew, from the last checkpoint. */
public final class RollbackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public RollbackException(String message) {
    super(message);
  }

  /** Says why, and what made it so. */
  public RollbackException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage());
  }
}
