package io.manabi.prediction.batching;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.List;

/**
 * How requests for a signature are put together, under the names of TensorFlow Serving's batching
 * parameters.
 *
 * @param maxBatchSize the rows of a batch at most; also of a request, unless it is split
 * @param batchTimeout how long a request waits for others at most, while another batch runs
 * @param maxEnqueuedBatches how many full batches may wait; what comes then is refused
 * @param numBatchThreads how many batches of a signature run at once
 * @param allowedBatchSizes sizes up to which batches are filled with copies of their first row,
 *     ascending; empty for any size
 * @param padVariableLengthInputs whether requests meet whose rows have different sizes, the smaller
 *     of which are filled up
 * @param splitLarge whether a request of more rows than a batch is run in parts
 * @param maxExecutionBatchSize the rows of such a part at most
 * @see <a href="https://www.tensorflow.org/tfx/serving/serving_config#batching_configuration">
 *     Batching configuration</a>
 */
public record BatchingOptions(
    int maxBatchSize,
    Duration batchTimeout,
    int maxEnqueuedBatches,
    int numBatchThreads,
    List<Integer> allowedBatchSizes,
    boolean padVariableLengthInputs,
    boolean splitLarge,
    int maxExecutionBatchSize) {

  /** What TensorFlow Serving takes when its file says nothing, with a thread for each processor. */
  public static final BatchingOptions DEFAULT =
      new BatchingOptions(
          1000,
          Duration.ZERO,
          10,
          Runtime.getRuntime().availableProcessors(),
          List.of(),
          false,
          false,
          1000);

  /** Each request alone, whatever its size. */
  static final BatchingOptions UNBOUNDED =
      new BatchingOptions(
          Integer.MAX_VALUE,
          Duration.ZERO,
          1,
          DEFAULT.numBatchThreads(),
          List.of(),
          false,
          false,
          Integer.MAX_VALUE);

  /**
   * Checks the numbers.
   *
   * @throws ManabiException if they contradict each other
   */
  public BatchingOptions {
    allowedBatchSizes = List.copyOf(allowedBatchSizes);
    require(maxBatchSize > 0, "max_batch_size", maxBatchSize, "at least 1");
    require(numBatchThreads > 0, "num_batch_threads", numBatchThreads, "at least 1");
    require(maxEnqueuedBatches > 0, "max_enqueued_batches", maxEnqueuedBatches, "at least 1");
    int largest = splitLarge ? maxExecutionBatchSize : maxBatchSize;
    require(
        maxExecutionBatchSize > 0 && (!splitLarge || maxExecutionBatchSize <= maxBatchSize),
        "max_execution_batch_size",
        maxExecutionBatchSize,
        "at most max_batch_size, " + maxBatchSize);
    require(
        !batchTimeout.isNegative(),
        "batch_timeout_micros",
        batchTimeout.toNanos() / 1000,
        "at least 0");
    int previous = 0;
    for (int size : allowedBatchSizes) {
      require(size > previous, "allowed_batch_sizes", size, "ascending sizes, from 1 on");
      previous = size;
    }
    if (!allowedBatchSizes.isEmpty()) {
      int last = allowedBatchSizes.get(allowedBatchSizes.size() - 1);
      require(
          last == largest, "allowed_batch_sizes", last, "the largest batch, " + largest + ", last");
    }
  }

  private static void require(boolean holds, String field, long value, String expected) {
    if (!holds) {
      throw ManabiException.user(
          "The batching parameter " + field + " is " + value + "; expected " + expected + ".");
    }
  }

  /** The rows that are run at once at most. */
  int mostRows() {
    return splitLarge ? maxExecutionBatchSize : maxBatchSize;
  }

  /** The size up to which so many rows are filled. */
  int allowedSize(int rows) {
    for (int size : allowedBatchSizes) {
      if (size >= rows) {
        return size;
      }
    }
    return rows;
  }
}
