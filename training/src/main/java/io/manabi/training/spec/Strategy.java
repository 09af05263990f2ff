package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the tasks of a cluster train together. Every task computes the gradients of a batch of its
 * own; strategies differ in how these come to the parameters.
 *
 * <p>In the two synchronous ones a step is one update with the mean of the gradients of k tasks, so
 * that it learns what one process learns from a batch k times as large. Tasks then share one order
 * of examples, of which each takes every k-th, so that an epoch has each example once. It depends
 * on the seed and the global step alone, hence goes on where a checkpoint left off.
 *
 * @param kind the way
 * @param backupWorkers of {@link Kind#PS_SYNC}: how many of the tasks a step does not wait for; the
 *     gradients of the last ones are dropped (<a href="https://arxiv.org/abs/1604.00981">Chen et
 *     al. 2016</a>)
 * @param bfloat16 whether gradients travel as bfloat16, in half the bytes, with 8 bits of precision
 * @param peerTimeout how long a task may be silent before those that need it give up, so that they
 *     can be started again from the last checkpoint; a network that heals sooner costs nothing else
 * @param dynamicSharding of {@link Kind#PS_ASYNC}, for the others do as much anyway: whether tasks
 *     share one order of batches, of which each takes the next that nobody has, so that an epoch
 *     has each example exactly once, whoever is started again; each task then reads all files. As
 *     <a href="https://www.tensorflow.org/api_docs/python/tf/data/experimental/service">tf.data
 *     service</a> calls it
 */
public record Strategy(
    Kind kind, int backupWorkers, boolean bfloat16, Duration peerTimeout, boolean dynamicSharding) {

  /** How long a task may usually be silent. */
  public static final Duration PEER_TIMEOUT = Duration.ofSeconds(30);

  /** The ways to train together. */
  public enum Kind {
    /** One process with all cores. */
    LOCAL,
    /**
     * Each task changes the parameters on the parameter servers when its gradients are ready, and a
     * step is the update of one task. Nobody waits; gradients may be of older parameters.
     */
    PS_ASYNC,
    /** The parameter servers collect gradients, and the master updates with their mean. */
    PS_SYNC,
    /**
     * Each task has parameters of its own, and all update them by the same mean of gradients, which
     * they find in a ring of messages (<a
     * href="https://www.tensorflow.org/api_docs/python/tf/raw_ops/CollectiveReduceV2">
     * CollectiveReduceV2</a>); there are no parameter servers.
     */
    ALL_REDUCE;

    /**
     * How many batches a step has.
     *
     * @param trainers how many tasks train: the master and the workers
     */
    public int batchesOfAStep(int trainers) {
      return this == PS_SYNC || this == ALL_REDUCE ? trainers : 1;
    }

    /** Its name as the value of a flag. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of that name.
     *
     * @throws ManabiException if there is none
     */
    public static Kind parse(String name) {
      return Arrays.stream(values())
          .filter(kind -> kind.toString().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  ManabiException.user(
                      "There is no strategy '%s'; expected %s."
                          .formatted(
                              name,
                              Arrays.stream(values())
                                  .map(Kind::toString)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  /** What the original did. */
  public static final Strategy PS_ASYNC = of(Kind.PS_ASYNC);

  /** Checks the numbers. */
  public Strategy {
    if (peerTimeout.toMillis() < 1) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "A peer timeout of %d ms is none; expected some seconds.",
              peerTimeout.toMillis()));
    }
    if (backupWorkers < 0 || (backupWorkers > 0 && kind != Kind.PS_SYNC)) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%d backup workers with strategy %s; they are for ps-sync, 0 or more of them.",
              backupWorkers,
              kind));
    }
  }

  /** Without backup workers, and gradients as they are. */
  public static Strategy of(Kind kind) {
    return new Strategy(kind, 0, false, PEER_TIMEOUT, false);
  }

  /** Whether all tasks make a step together. */
  public boolean isSynchronous() {
    return kind == Kind.PS_SYNC || kind == Kind.ALL_REDUCE;
  }
}
