package io.manabi.serving.tensorflow;

import io.manabi.prediction.batching.BatchingOptions;
import io.manabi.serving.apis.BatchingParameters;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The file of {@code --batching-parameters-file}.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/serving_config#batching_configuration">
 *     Batching configuration</a>
 */
public final class BatchingFile {
  private BatchingFile() {}

  /**
   * Reads the file.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read or its numbers contradict each
   *     other
   */
  public static BatchingOptions read(Path file) {
    return of(
        TextFiles.read(file, "--batching-parameters-file", BatchingParameters.newBuilder())
            .build());
  }

  private static BatchingOptions of(BatchingParameters parameters) {
    BatchingOptions usual = BatchingOptions.DEFAULT;
    int most =
        parameters.hasMaxBatchSize()
            ? toInt(parameters.getMaxBatchSize().getValue())
            : usual.maxBatchSize();
    return new BatchingOptions(
        most,
        Duration.ofNanos(1000 * parameters.getBatchTimeoutMicros().getValue()),
        parameters.hasMaxEnqueuedBatches()
            ? toInt(parameters.getMaxEnqueuedBatches().getValue())
            : usual.maxEnqueuedBatches(),
        parameters.hasNumBatchThreads()
            ? toInt(parameters.getNumBatchThreads().getValue())
            : usual.numBatchThreads(),
        parameters.getAllowedBatchSizesList().stream().map(BatchingFile::toInt).toList(),
        parameters.getPadVariableLengthInputs(),
        parameters.getEnableLargeBatchSplitting().getValue(),
        parameters.hasMaxExecutionBatchSize()
            ? toInt(parameters.getMaxExecutionBatchSize().getValue())
            : most);
  }

  private static int toInt(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }
}
