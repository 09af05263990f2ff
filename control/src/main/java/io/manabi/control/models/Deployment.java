package io.manabi.control.models;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Has prediction servers serve what the registry wants. Safe for use by several threads. */
public interface Deployment {
  /** Says what is to be served from now on, and nothing else; returns at once. */
  void want(List<DeployedModel> models);

  /**
   * Waits until a version that is wanted answers on all prediction servers.
   *
   * @return done then; or failed, with a {@link io.manabi.core.ManabiException} that says why a
   *     server cannot serve it
   */
  CompletableFuture<Void> awaitServed(DeployedModel model, long version);
}
