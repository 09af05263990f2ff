package io.manabi.web;

import java.util.List;
import java.util.Optional;

/** Knows whose a secret is that a client sends as {@code Authorization: Bearer SECRET}. */
public abstract sealed class Authenticator implements AutoCloseable
    permits Keys, ServerKey, Tokens {
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

  /** Whether somebody of that name in policies can have a secret that it knows. */
  abstract boolean mayHave(String member);

  /**
   * Whether somebody of that name in policies can have a key or token that one of these knows.
   *
   * @param member {@code serviceAccount:} and the name of a key, or {@code user:} and the subject
   *     of a token
   */
  public static boolean anyMayHave(List<? extends Authenticator> authenticators, String member) {
    return authenticators.stream().anyMatch(each -> each.mayHave(member));
  }

  /** Looks for changes of its files no more. */
  @Override
  public abstract void close();
}
