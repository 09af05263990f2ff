package io.manabi.web;

import java.util.Optional;

/** Knows whose a secret is that a client sends as {@code Authorization: Bearer SECRET}. */
public abstract sealed class Authenticator implements AutoCloseable permits Keys, Tokens {
  Authenticator() {}

  /** Whether a secret looks like one of those that it knows. */
  abstract boolean takes(String secret);

  /**
   * Whose it is, if it is valid now. It may block if {@link #blocks()}.
   *
   * @throws io.manabi.core.ManabiException if it cannot be found out now
   */
  abstract Optional<Caller> caller(String secret);

  abstract boolean blocks();

  /** Looks for changes of its files no more. */
  @Override
  public abstract void close();
}
