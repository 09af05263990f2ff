package io.manabi.registry;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;

/** Why the registry refuses what it is asked for. */
public final class RegistryFailure extends ManabiException {
  private static final long serialVersionUID = 1L;

  /** The kinds of reasons. */
  public enum Kind {
    /** It makes no sense, whatever there is in the registry. */
    INVALID,
    /** What it is about is not there. */
    MISSING,
    /** What it would create is there already. */
    TAKEN,
    /** What it is about is not in a state for it. */
    UNSUITABLE
  }

  private final Kind kind;

  RegistryFailure(Kind kind, String message) {
    super(ErrorCode.USER, message, null);
    this.kind = kind;
  }

  static RegistryFailure unsuitable(String message) {
    return new RegistryFailure(Kind.UNSUITABLE, message);
  }

  /** Its kind. */
  public Kind kind() {
    return kind;
  }
}
