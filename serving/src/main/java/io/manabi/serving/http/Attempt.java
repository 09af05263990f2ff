package io.manabi.serving.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Begins work whose failures are to be told by its future only. */
public final class Attempt {
  private Attempt() {}

  /** The work, or a future that has failed if it throws. */
  public static <T> CompletableFuture<T> of(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
