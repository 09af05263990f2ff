package io.manabi.pipelines.preprocess;

import static io.manabi.transform.vocabularies.VocabularyOptions.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.sources.SmallSplits;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.analyzers.NumericAnalyzers;
import io.manabi.transform.vocabularies.Vocabularies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TFloat32;

/** What is in the cache is used for nothing else than what it was computed of. */
class AnalyzerCacheIT {
  private static final Schema SCHEMA = Schema.of(Column.bytes("word"), Column.bytes("number"));

  /** How often each word is there. */
  private static final Preprocessing WORDS =
      () ->
          List.of(
              new TransformFunction(
                  "words",
                  SCHEMA,
                  (tf, columns) ->
                      Map.of(
                          "index",
                          Vocabularies.computeAndApplyVocabulary(
                              columns,
                              columns.bytes("word"),
                              named("words").withStoreFrequency()))));

  /** The same, and a mean of numbers, in a function that the records do not need. */
  private static final Preprocessing WORDS_AND_NUMBERS =
      () ->
          List.of(
              WORDS.functions().get(0),
              new TransformFunction(
                  "numbers",
                  SCHEMA,
                  (tf, columns) ->
                      Map.of(
                          "mean",
                          NumericAnalyzers.mean(
                              columns,
                              tf.strings.toNumber(columns.bytes("number"), TFloat32.class)))));

  @TempDir private Path folder;
  private Settings cached = Settings.DEFAULT;

  @BeforeEach
  void cache() {
    cached =
        Settings.DEFAULT
            .withStatistics(false)
            .withMaxBadFraction(0.5)
            .withRunner(new Runner(System.getProperty("manabi.runner", "direct"), List.of()))
            .withCache(Location.of(folder.resolve("cache")));
  }

  @Test
  void leavesNoRowOutThatOnlyAnotherAnalyzerCouldNotUse() throws IOException {
    Map<String, RecordSource> data =
        Map.of("train", source(file("day", "a 1", "b two", "b 3", "a 4", "b 5")));
    assertThat(words(WORDS_AND_NUMBERS, data)).isEqualTo("2 b\n2 a\n");
    assertThat(words(WORDS, data)).isEqualTo("3 b\n2 a\n");
    assertThat(words(WORDS_AND_NUMBERS, data)).isEqualTo("2 b\n2 a\n");
    assertThat(words(WORDS, data)).isEqualTo("3 b\n2 a\n");
  }

  @Test
  void tellsRowsThatAreUsedOnceApart() throws IOException {
    Path first = file("first", "a 1", "b 2");
    Path second = file("second", "a 1", "b 2", "c 3", "d 4", "a 5", "c 6");
    Settings once = cached.withDeduplication(List.of("word", "number"));
    assertThat(words(WORDS, once, Map.of("train", source(second))))
        .isEqualTo("2 c\n2 a\n1 d\n1 b\n");
    assertThat(words(WORDS, once, Map.of("train", source(first, second))))
        .isEqualTo("2 c\n2 a\n1 d\n1 b\n");
    assertThat(words(WORDS, cached, Map.of("train", source(second))))
        .isEqualTo("2 c\n2 a\n1 d\n1 b\n");
    assertThat(words(WORDS, cached, Map.of("train", source(first, second))))
        .isEqualTo("3 a\n2 c\n2 b\n1 d\n");
  }

  @Test
  void forgetsNoPartOfAFileOfWhichAnotherPartHasDuplicates() throws IOException {
    Path day = file("day", "a 1", "a 1", "b 2", "b 2", "c 3", "d 4");
    Settings once = cached.withDeduplication(List.of());
    assertThat(words(WORDS, once, Map.of("train", source(day)))).isEqualTo("1 d\n1 c\n1 b\n1 a\n");
    assertThat(words(WORDS, cached, Map.of("train", source(day))))
        .isEqualTo("2 b\n2 a\n1 d\n1 c\n");
    assertThat(words(WORDS, once, Map.of("train", source(day)))).isEqualTo("1 d\n1 c\n1 b\n1 a\n");
  }

  @Test
  void countsAFileOnceForEachDataSet() throws IOException {
    Path day = file("day", "a 1", "b 2", "b 3");
    Map<String, RecordSource> two = Map.of("one", source(day), "other", source(day));
    assertThat(words(WORDS, two)).isEqualTo("4 b\n2 a\n");
    assertThat(words(WORDS, Map.of("one", source(day)))).isEqualTo("2 b\n1 a\n");
    assertThat(words(WORDS, two)).isEqualTo("4 b\n2 a\n");
  }

  private String words(Preprocessing preprocessing, Map<String, RecordSource> data)
      throws IOException {
    return words(preprocessing, cached, data);
  }

  private String words(
      Preprocessing preprocessing, Settings settings, Map<String, RecordSource> data)
      throws IOException {
    PreprocessJob job = PreprocessJob.of(preprocessing, "words", data, folder.resolve("out"));
    return Files.readString(
        TransformGraph.read(PreprocessPipeline.run(job.with(settings)).transform().path())
            .asset("words"));
  }

  /** Two rows in a split. */
  private static RecordSource source(Path... files) {
    return SmallSplits.of(SCHEMA, List.of(files), 50);
  }

  /** Each row is a word and a number. */
  private Path file(String name, String... rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String row : rows) {
      String[] values = row.split(" ", -1);
      text.append("{\"word\":\"%s\",\"number\":\"%s\"}\n".formatted(values[0], values[1]));
    }
    return Files.writeString(folder.resolve(name + ".jsonl"), text);
  }
}
