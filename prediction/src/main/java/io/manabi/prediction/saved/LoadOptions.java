package io.manabi.prediction.saved;

import io.manabi.core.ManabiException;
import java.util.Set;

/**
 * What a SavedModel is loaded with.
 *
 * @param allowedOps operations that it may have although they touch files, processes or the network
 * @param intraOpParallelism how many threads one operation may use; 0 for one for each processor.
 *     TensorFlow has one such pool in a process: the first model that is loaded decides
 */
public record LoadOptions(Set<String> allowedOps, int intraOpParallelism) {
  /** No guarded operations, and a thread for each processor. */
  public static final LoadOptions DEFAULT = new LoadOptions(Set.of(), 0);

  /**
   * Copies the set.
   *
   * @throws ManabiException if the number of threads is negative
   */
  public LoadOptions {
    if (intraOpParallelism < 0) {
      throw ManabiException.user(
          "An operation cannot use "
              + intraOpParallelism
              + " threads; expected a number above 0, or 0 for one for each processor.");
    }
    allowedOps = Set.copyOf(allowedOps);
  }
}
