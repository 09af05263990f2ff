package io.manabi.training.saved;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A checkpoint is not what was written; the message says how, after "because". */
final class DamageException extends IOException {
  private static final long serialVersionUID = 1L;

  DamageException(String message) {
    super(message);
  }

  DamageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
