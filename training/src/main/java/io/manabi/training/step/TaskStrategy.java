package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.TrainingInput.Share;
import io.manabi.training.parameters.AllReduce;
import io.manabi.training.parameters.ParameterExchange;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.RateFactor;
import io.manabi.training.spec.Strategy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tensorflow.op.Ops;

/**
 * What a {@link Strategy} means for one task; whoever wants to know it asks here.
 *
 * @param strategy how tasks train together
 * @param server this task; null if it trains alone
 */
public record TaskStrategy(Strategy strategy, @Nullable TaskServer server) {

  /**
   * Checks that a cluster has the tasks that a strategy needs.
   *
   * @throws ManabiException if it has not
   */
  public static void check(Strategy strategy, ClusterConfig cluster) {
    Strategy.Kind kind = strategy.kind();
    if (kind == Strategy.Kind.LOCAL) {
      throw ManabiException.user(
          "Strategy local is one process, but TF_CONFIG has %s; unset it, or use another strategy."
              .formatted(cluster.tasks()));
    }
    int servers = cluster.addresses(ClusterConfig.PS).size();
    if (kind == Strategy.Kind.ALL_REDUCE && servers > 0) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Strategy all-reduce has no use for parameter servers, but TF_CONFIG has %d; leave them out.",
              servers));
    }
    if (kind != Strategy.Kind.ALL_REDUCE && servers == 0) {
      throw ManabiException.user(
          "Strategy %s needs parameter servers, but TF_CONFIG has none; add one, or use all-reduce."
              .formatted(kind));
    }
  }

  /** How many tasks train. */
  public int trainers() {
    return server == null ? 1 : server.trainers();
  }

  /** Which of these the task is: 0 is the master. */
  public int trainer() {
    return server == null ? 0 : server.trainer();
  }

  /** Whether steps reduce over all tasks, each of which has parameters of its own. */
  public boolean reduces() {
    return server != null && strategy.kind() == Strategy.Kind.ALL_REDUCE;
  }

  /** Whether the task makes its steps together with others. */
  public boolean isSynchronous() {
    return server != null && strategy.isSynchronous();
  }

  /** Whether training goes on without a worker that is lost. */
  public boolean canSpareWorkers() {
    return !strategy.isSynchronous() || strategy.backupWorkers() > 0;
  }

  /** Whether the task claims the batches that it takes. */
  boolean claimsBatches() {
    return strategy.dynamicSharding() && strategy.kind() == Strategy.Kind.PS_ASYNC;
  }

  /** Whether the task has an order of examples of its own, which does not depend on the others. */
  boolean hasOwnOrder() {
    return trainers() > 1 && !strategy.isSynchronous() && !claimsBatches();
  }

  /** Which examples of each epoch the task takes. */
  Share share() {
    return isSynchronous() ? new Share(trainer(), trainers()) : Share.ALL;
  }

  /** How many batches a step has. */
  int batchesOfAStep() {
    return strategy.kind().batchesOfAStep(trainers());
  }

  /**
   * The way of parameters and gradients.
   *
   * @param store the parameters
   * @param task builds on the device of the task
   * @param progress how far training is
   * @param falling what the learning rate is multiplied by; null for nothing
   */
  GradientFlow flow(
      ParameterStore store, Ops task, Progress progress, @Nullable RateFactor falling) {
    if (server == null) {
      return new OwnParameters(store, task, progress, null, false, falling, trainer());
    }
    boolean bfloat16 = strategy.bfloat16();
    return switch (strategy.kind()) {
      case LOCAL -> throw new IllegalArgumentException("a cluster needs another strategy");
      case PS_ASYNC ->
          new AsynchronousUpdates(new ParameterExchange(store, task, bfloat16), progress);
      case PS_SYNC ->
          new SynchronousUpdates(
              new ParameterExchange(store, task, bfloat16),
              progress,
              needed(),
              trainers() - 1,
              trainer());
      case ALL_REDUCE ->
          new OwnParameters(
              store, task, progress, new AllReduce(task, trainers()), bfloat16, falling, trainer());
    };
  }

  private int needed() {
    if (strategy.backupWorkers() >= trainers()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%d of %d tasks that train cannot be backup workers; a step needs at least one.",
              strategy.backupWorkers(),
              trainers()));
    }
    return trainers() - strategy.backupWorkers();
  }
}
