package io.manabi.pipelines.preprocess;

import static io.manabi.transform.vocabularies.VocabularyOptions.named;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.preprocess.SpanStateProto.SpanState;
import io.manabi.pipelines.sources.SmallSplits;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.analyzers.HistogramAnalyzers;
import io.manabi.transform.analyzers.VectorAnalyzers;
import io.manabi.transform.mappers.Buckets;
import io.manabi.transform.mappers.PerKeyMappers;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.TermFrequencies;
import io.manabi.transform.vocabularies.Tokens;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** A new day's data cost only that day, and nobody can tell from the output. */
class CachedDaysIT {
  private static final Schema SCHEMA =
      Schema.of(
          Column.floats("x").optional(),
          Column.int64("n").withDefault(-1L),
          Column.bytes("k").optional(),
          Column.bytes("tags").ragged(),
          Column.int64("label"),
          Column.floats("vector").ofLength(3));
  private static final Preprocessing PREPROCESSING =
      () -> List.of(new TransformFunction("features", SCHEMA, CachedDaysIT::features));
  private static final List<String> WORDS =
      List.of("a", "b", "naïve", "日本", "b ", "😀", "", "\\n", "ü", "z");
  private static final Settings SETTINGS =
      Settings.DEFAULT
          .withStatistics(false)
          .withRunner(new Runner(System.getProperty("manabi.runner", "direct"), List.of()));

  @TempDir private Path folder;

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Operand<TFloat32> x = columns.floats("x");
    Operand<TString> k = columns.bytes("k");
    Operand<TInt64> label = columns.int64s("label");
    Ragged<TString> tags = columns.raggedBytes("tags");
    Vocabularies.vocabulary(
        columns, Tokens.of(k).withLabels(label), named("by_label").withStoreFrequency());
    Vocabularies.vocabulary(
        columns,
        Tokens.of(tags).withWeights(tf.math.abs(columns.floats("n"))),
        named("weighted").withStoreFrequency().withReservedTokens("[PAD]"));
    Vocabularies.approximateVocabulary(
        columns, Tokens.of(tags), named("approximate").withStoreFrequency().withTopK(1));
    // Its terms, and so what is kept of them, are other ones when a day brings a new order.
    Vocabulary words = Vocabularies.vocabulary(columns, tags, named("words").withTopK(5));
    Ragged<TInt64> terms =
        tags.with(Vocabularies.applyVocabularyWithBuckets(columns, tags, words, 2));
    return Map.of(
        "z", Scaling.scaleToZScore(columns, x),
        "gaussian", Scaling.scaleToGaussian(columns, x),
        "z_of_key", PerKeyMappers.scaleToZScorePerKey(columns, x, k),
        "range_of_key", PerKeyMappers.scaleTo01PerKey(columns, x, k, "ranges"),
        "bucket", Buckets.bucketize(columns, x, 4),
        "bin",
            HistogramAnalyzers.bins(
                tf, x, HistogramAnalyzers.histogram(columns, x, 5).boundaries()),
        "component",
            tf.linalg.matMul(
                columns.floats("vector"),
                VectorAnalyzers.pca(columns, columns.floats("vector"), 2)),
        "index",
            Vocabularies.computeAndApplyVocabulary(columns, columns.int64s("n"), named("integers")),
        "weights",
            TermFrequencies.tfidf(columns, terms, tf.math.add(words.size(), tf.constant(2L)), true)
                .weights());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void givesTheSameAsOnePassOverAllDays(long seed) throws IOException {
    Random random = new Random(seed);
    Path monday = day("monday", random, 250);
    Path tuesday = day("tuesday", random, 90);
    Path wednesday = day("wednesday", random, 160);
    Map<String, Object> expected = run(SETTINGS, new ArrayList<>(), monday, tuesday, wednesday);
    Settings cached = SETTINGS.withCache(Location.of(folder.resolve("cache")));
    List<PreprocessProgress> progress = new ArrayList<>();
    run(cached, progress, monday);
    assertThat(analyzed(progress)).isEqualTo(250);
    run(cached, progress, monday, tuesday);
    assertThat(analyzed(progress)).isEqualTo(90);
    assertThat(run(cached, progress, monday, tuesday, wednesday)).isEqualTo(expected);
    assertThat(analyzed(progress)).isEqualTo(160);
    assertThat(run(cached, progress, monday, tuesday, wednesday)).isEqualTo(expected);
    assertThat(analyzed(progress)).isZero();
  }

  @Test
  void computesAgainWhatALaterReleaseKept() throws IOException {
    Path day = day("day", new Random(4), 60);
    Map<String, Object> expected = run(SETTINGS, new ArrayList<>(), day);
    Path cache = folder.resolve("cache");
    Settings cached = SETTINGS.withCache(Location.of(cache));
    run(cached, new ArrayList<>(), day);
    try (Stream<Path> files = Files.list(cache)) {
      for (Path file : files.toList()) {
        SpanState state = SpanState.parseFrom(Files.readAllBytes(file));
        SpanState later = state.toBuilder().setVersion(state.getVersion() + 1).setRows(1).build();
        Files.write(file, later.toByteArray());
      }
    }
    List<PreprocessProgress> progress = new ArrayList<>();
    assertThat(run(cached, progress, day)).isEqualTo(expected);
    assertThat(analyzed(progress)).isEqualTo(60);
    assertThat(run(cached, progress, day)).isEqualTo(expected);
    assertThat(analyzed(progress)).as("what was computed again is kept").isZero();
  }

  /** The rows of the first phase; the second reads other terms if a vocabulary changed. */
  private static long analyzed(List<PreprocessProgress> progress) {
    return progress.stream()
        .filter(each -> each.what().equals("analyze") && each.pass() == 1)
        .mapToLong(PreprocessProgress::rows)
        .max()
        .orElse(0);
  }

  /** All files of the output: the graph as a message, as its bytes are in any order, else text. */
  private Map<String, Object> run(
      Settings settings, List<PreprocessProgress> progress, Path... days) throws IOException {
    progress.clear();
    Path output = folder.resolve("out");
    PreprocessPipeline.run(
        PreprocessJob.of(
                PREPROCESSING,
                "features",
                Map.of("train", SmallSplits.of(SCHEMA, List.of(days), 3_000)),
                output)
            .with(settings)
            .withProgress(progress::add));
    Map<String, Object> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        content.put(
            output.relativize(file).toString(),
            file.endsWith("saved_model.pb")
                ? SavedModel.parseFrom(bytes)
                : new String(bytes, ISO_8859_1));
      }
    }
    assertThat(content).containsKey("transform/saved_model.pb");
    return content;
  }

  private Path day(String name, Random random, int rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      List<String> tags = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        tags.add('"' + word(random) + random.nextInt(6) + '"');
      }
      text.append(
          String.format(
              Locale.ROOT,
              "{\"x\":%s,\"n\":%s,\"k\":\"%s\",\"tags\":%s,\"label\":%d,\"vector\":[%s,%s,%s]}\n",
              random.nextInt(6) == 0 ? null : Math.exp(5 * random.nextGaussian()),
              random.nextInt(6) == 0 ? null : random.nextInt(9) - 3,
              word(random),
              tags,
              random.nextInt(3),
              random.nextGaussian(),
              9 * random.nextGaussian(),
              99 * random.nextGaussian()));
    }
    return Files.writeString(folder.resolve(name + ".jsonl"), text);
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
