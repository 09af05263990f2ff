package io.manabi.cli.demo;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessResult;
import io.manabi.samples.mnist.IdxSource;
import io.manabi.samples.mnist.MnistFiles;
import io.manabi.samples.mnist.MnistPreprocessing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Turns the original files into records and the transform graph. */
final class PreprocessStage {
  private static final String STAGE = "preprocess";

  /** The first images are kept for validation, as in the original's create_records.py. */
  private static final int VALIDATION = 5_000;

  private final WorkFolder folder;
  private final Terminal terminal;

  PreprocessStage(WorkFolder folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  /** Returns the folder with the records and the transform graph. */
  Path run(MnistFiles files, int trainImages) {
    Path output = folder.resolve("preprocessed");
    Map<String, Object> settings = Map.of("train_images", trainImages, "version", 1);
    if (folder.isFinished(STAGE, settings)) {
      terminal.line("reused: records and transform graph in " + output);
      return output;
    }
    Map<String, IdxSource> sources = new LinkedHashMap<>();
    sources.put(
        "train",
        IdxSource.of(
            files.trainImages(), files.trainLabels(), VALIDATION, VALIDATION + trainImages));
    sources.put(
        "validation", IdxSource.of(files.trainImages(), files.trainLabels(), 0, VALIDATION));
    sources.put("test", IdxSource.of(files.testImages(), files.testLabels(), 0, Integer.MAX_VALUE));
    long total = sources.values().stream().mapToLong(IdxSource::size).sum();
    Map<String, RecordSource> inputs = new LinkedHashMap<>(sources);
    PreprocessResult result =
        PreprocessPipeline.run(
            PreprocessJob.of(new MnistPreprocessing(), MnistPreprocessing.RECORDS, inputs, output)
                .with(PreprocessJob.Settings.DEFAULT.withGzip(true).withStatistics(false))
                .withProgress(done -> terminal.progress("images", done.rows(), total)));
    terminal.endProgress();
    check(result, sources);
    result
        .dataSets()
        .forEach(
            (name, set) ->
                terminal.line(
                    String.format(
                        Locale.ROOT,
                        "%s: %,d images in %d %s, %.1f MB",
                        name,
                        set.rows(),
                        set.files().size(),
                        set.files().size() == 1 ? "file" : "files",
                        set.bytes() / 1e6)));
    terminal.line("records and transform graph in " + output);
    folder.finish(STAGE, settings);
    return output;
  }

  private static void check(PreprocessResult result, Map<String, IdxSource> sources) {
    result
        .dataSets()
        .forEach(
            (name, set) -> {
              IdxSource source = sources.get(name);
              if (source == null || set.rows() != source.size()) {
                throw ManabiException.resources(
                    "Preprocessing wrote "
                        + set.rows()
                        + " images of "
                        + name
                        + ", which is not all; run it again with --fresh.");
              }
            });
  }
}
