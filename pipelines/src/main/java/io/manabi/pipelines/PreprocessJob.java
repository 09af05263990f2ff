package io.manabi.pipelines;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * What to preprocess and where to.
 *
 * @param transform the compiled preprocessing
 * @param function its function that makes the records; its outputs are columns
 * @param inputs the rows to read, by the name of the data set, as {@code train} or {@code test}
 * @param output the folder to write; what was in it is gone afterwards
 * @param shards how many files to write for each data set, at most
 * @param gzip whether to compress the files
 * @param progress told now and then how many rows are done, on the thread that runs the job
 */
public record PreprocessJob(
    TransformGraph transform,
    String function,
    Map<String, RecordSource> inputs,
    Path output,
    int shards,
    boolean gzip,
    LongConsumer progress) {
  private static final int DEFAULT_SHARDS = 4;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

  /** Checks what can be checked without reading. */
  public PreprocessJob {
    requireNonNull(output, "output");
    requireNonNull(progress, "progress");
    inputs = new TreeMap<>(inputs);
    transform.outputs(function);
    for (String name : inputs.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw ManabiException.user(
            "'" + name + "' cannot name a data set; use letters, digits and underscores.");
      }
    }
    if (shards < 1 || shards > 99_999) {
      throw ManabiException.user(
          "The number of shards is " + shards + "; it must be between 1 and 99999.");
    }
  }

  /** A job that writes four plain files for each data set. */
  public static PreprocessJob of(
      TransformGraph transform, String function, Map<String, RecordSource> inputs, Path output) {
    return new PreprocessJob(
        transform, function, inputs, output, DEFAULT_SHARDS, false, rows -> {});
  }

  /** The same with another number of files. */
  public PreprocessJob withShards(int count) {
    return new PreprocessJob(transform, function, inputs, output, count, gzip, progress);
  }

  /** The same with compressed files or plain ones. */
  public PreprocessJob withGzip(boolean compress) {
    return new PreprocessJob(transform, function, inputs, output, shards, compress, progress);
  }

  /** The same with another listener. */
  public PreprocessJob withProgress(LongConsumer listener) {
    return new PreprocessJob(transform, function, inputs, output, shards, gzip, listener);
  }
}
