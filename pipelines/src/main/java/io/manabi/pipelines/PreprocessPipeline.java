package io.manabi.pipelines;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.joda.time.Duration;

/** Applies a preprocessing to whole data sets and writes TFRecord files. */
public final class PreprocessPipeline {
  /** The sub-folder of the output with the transform graph. */
  public static final String TRANSFORM = "transform";

  private static final Duration BETWEEN_PROGRESS = Duration.millis(200);

  private PreprocessPipeline() {}

  /**
   * Runs a job. The output folder is written as a whole or not at all: files {@code
   * NAME-00000-of-00004.tfrecord}, with {@code .gz} if compressed, for each data set, and the
   * transform graph in {@value #TRANSFORM}.
   *
   * @throws ManabiException if an input cannot be read, a row cannot be transformed or the output
   *     cannot be written
   */
  public static PreprocessResult run(PreprocessJob job) {
    List<Shard> shards = shards(job);
    Map<String, Long> rows = new HashMap<>();
    AtomicFiles.writeDirectory(
        job.output(),
        folder -> {
          rows.putAll(run(job, shards, folder));
          job.transform().write(folder.resolve(TRANSFORM));
        });
    return result(job, shards, rows);
  }

  private static List<Shard> shards(PreprocessJob job) {
    List<Shard> shards = new ArrayList<>();
    job.inputs()
        .forEach(
            (name, source) -> {
              List<RecordSplit> splits = List.copyOf(source.splits());
              int count = Math.min(job.shards(), splits.size());
              for (int i = 0; i < count; i++) {
                int begin = splits.size() * i / count;
                int end = splits.size() * (i + 1) / count;
                shards.add(new Shard(name, i, count, splits.subList(begin, end)));
              }
            });
    return shards;
  }

  private static Map<String, Long> run(PreprocessJob job, List<Shard> shards, Path folder)
      throws IOException {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=DirectRunner",
                    "--blockOnRun=false",
                    // The runner's checks of user code copy every element and are the better part
                    // of its time.
                    "--enforceImmutability=false",
                    "--enforceEncodability=false",
                    "--targetParallelism=" + Runtime.getRuntime().availableProcessors())
                .create());
    pipeline
        .apply("Shards", Create.of(shards).withCoder(SerializableCoder.of(Shard.class)))
        .apply("Distribute", Reshuffle.viaRandomKey())
        .apply("Transform and write", ParDo.of(new ShardWriter(job, folder)));
    try {
      PipelineResult running = pipeline.run();
      PipelineResult.State state;
      do {
        state = running.waitUntilFinish(BETWEEN_PROGRESS);
        job.progress().accept(sum(rows(running)));
      } while (state == null || !state.isTerminal());
      return rows(running);
    } catch (Pipeline.PipelineExecutionException e) {
      throw cause(e);
    }
  }

  /** What went wrong in user code, without what Beam wraps around it. */
  private static RuntimeException cause(Pipeline.PipelineExecutionException failure)
      throws IOException {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ManabiException known) {
        return known;
      }
      if (cause instanceof IOException cannotWrite) {
        throw cannotWrite;
      }
    }
    return ManabiException.internal(
        "The preprocessing pipeline failed: " + failure.getMessage(), failure);
  }

  private static Map<String, Long> rows(PipelineResult result) {
    Map<String, Long> rows = new TreeMap<>();
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.inNamespace(ShardWriter.ROWS))
            .build();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      rows.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return rows;
  }

  private static long sum(Map<String, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static PreprocessResult result(
      PreprocessJob job, List<Shard> shards, Map<String, Long> rows) {
    Map<String, List<Path>> files = new TreeMap<>();
    for (Shard shard : shards) {
      files
          .computeIfAbsent(shard.dataSet(), name -> new ArrayList<>())
          .add(job.output().resolve(shard.fileName(job.gzip())));
    }
    Map<String, PreprocessResult.DataSet> dataSets = new TreeMap<>();
    files.forEach(
        (name, paths) ->
            dataSets.put(
                name,
                new PreprocessResult.DataSet(
                    paths,
                    rows.getOrDefault(name, 0L),
                    paths.stream().mapToLong(PreprocessPipeline::size).sum())));
    return new PreprocessResult(job.output().resolve(TRANSFORM), dataSets);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
