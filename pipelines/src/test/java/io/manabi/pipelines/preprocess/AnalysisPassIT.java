package io.manabi.pipelines.preprocess;

import static io.manabi.transform.mappers.Scaling.scaleToZScore;
import static io.manabi.transform.vocabularies.Vocabularies.computeAndApplyVocabulary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;

class AnalysisPassIT {
  private static final int VOCABULARIES = 100;
  private static final Settings SETTINGS =
      Settings.DEFAULT.withRunner(
          new Runner(System.getProperty("manabi.runner", "direct"), List.of()));

  @TempDir private Path folder;

  @Test
  void hasThePipelineOfOneColumnForFiveHundred() throws IOException {
    int few = transforms(wide(1));
    assertThat(transforms(wide(500))).isEqualTo(few).isLessThan(40);
  }

  @Test
  void analyzesFiveHundredColumns() throws IOException {
    Path file = folder.resolve("wide.csv");
    StringBuilder text = new StringBuilder();
    for (int row = -1; row < 50; row++) {
      for (int i = 0; i < 500; i++) {
        String value = (i < VOCABULARIES ? "w" : "") + row % (i + 1);
        text.append(i == 0 ? "" : ",").append(row < 0 ? "c" + i : value);
      }
      text.append('\n');
    }
    Files.writeString(file, text);
    PreprocessResult result = run(wide(500), SETTINGS, file);
    TransformGraph graph = TransformGraph.read(result.transform().path());
    assertThat(graph.lines("v0")).isEqualTo(1);
    assertThat(graph.lines("v9")).isEqualTo(10);
    assertThat(graph.lines("v99")).isEqualTo(50);
    assertThat(graph.assetNames()).hasSize(VOCABULARIES);
    Schema outputs = graph.outputs("indices");
    assertThat(outputs.columns()).hasSize(500);
    assertThat(outputs.columns()).filteredOn(c -> c.type() == ColumnType.FLOAT).hasSize(400);
    assertThat(result.dataSet("train").rows()).isEqualTo(50);
  }

  @Test
  void analyzesOnlyWhatIsNew() throws IOException {
    Path cache = folder.resolve("cache");
    Path monday = csv("monday.csv", "c0\nb\nb\na\n");
    Path tuesday = csv("tuesday.csv", "c0\na\nc\na\n");
    List<Long> rows = new ArrayList<>();
    run(wide(1), SETTINGS.withCache(Location.of(cache)), monday);
    String both = vocabulary(run(wide(1), SETTINGS.withCache(Location.of(cache)), monday, tuesday));
    assertThat(both).isEqualTo("a\nb\nc\n");
    assertThat(vocabulary(run(wide(1), SETTINGS, monday, tuesday))).isEqualTo(both);

    PreprocessPipeline.run(
        job(wide(1), SETTINGS.withCache(Location.of(cache)), monday, tuesday)
            .withProgress(
                progress -> {
                  if (progress.what().equals("analyze")) {
                    rows.add(progress.rows());
                  }
                }));
    assertThat(rows).as("rows that are analyzed again").isEmpty();

    Files.writeString(tuesday, "c0\nd\nd\nd\n");
    Files.setLastModifiedTime(tuesday, FileTime.fromMillis(1));
    assertThat(vocabulary(run(wide(1), SETTINGS.withCache(Location.of(cache)), monday, tuesday)))
        .isEqualTo("d\nb\na\n");
  }

  @Test
  void keepsWhatItKnowsOfBadRowsAsWell() throws IOException {
    Path good = csv("good.csv", "c0\na\na\na\n");
    Path bad = csv("bad.csv", "c0\na\nb,c\n");
    Settings settings =
        SETTINGS.withCache(Location.of(folder.resolve("cache"))).withMaxBadFraction(0.3);
    run(wide(1), settings, good);
    for (int time = 0; time < 2; time++) {
      assertThat(run(wide(1), settings, good, bad).badRows())
          .as("one row in five is bad, though every second of the new file")
          .isEqualTo(1);
    }
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> run(wide(1), settings.withMaxBadFraction(0.1), good, bad))
          .hasMessageContaining("1 of 5 rows (20.00 %) cannot be used")
          .hasMessageContaining("bad.csv line 3");
    }
  }

  @Test
  void computesAgainWhatItCannotReadInTheCache() throws IOException {
    Path cache = folder.resolve("cache");
    Path file = csv("one.csv", "c0\nb\nb\na\n");
    run(wide(1), SETTINGS.withCache(Location.of(cache)), file);
    try (Stream<Path> kept = Files.list(cache)) {
      for (Path each : kept.toList()) {
        Files.write(each, new byte[] {1, 2, 3});
      }
    }
    assertThat(vocabulary(run(wide(1), SETTINGS.withCache(Location.of(cache)), file)))
        .isEqualTo("b\na\n");
  }

  @Test
  void saysWhichColumnIsNotInTheData() throws IOException {
    Path file = csv("one.csv", "c0\na\n");
    assertThatThrownBy(
            () ->
                PreprocessPipeline.run(
                    PreprocessJob.of(
                        wide(2),
                        "indices",
                        Map.of(
                            "train",
                            CsvSource.of(
                                Schema.of(Column.bytes("c0")),
                                List.of(file.toString()),
                                CsvFormat.rfc4180())),
                        folder.resolve("out"))))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The preprocessing reads the column 'c1', which the data set 'train' does not have;"
                + " it has [c0].");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private int transforms(Preprocessing preprocessing) {
    AnalysisPlan plan = AnalysisPlan.of(preprocessing);
    Pipeline pipeline = Pipeline.create();
    Location here = Location.of(folder);
    new AnalysisPass(job(preprocessing, SETTINGS), plan.next(), new GraphFiles(here, List.of()))
        .build(pipeline, List.of(), here, BadRowFiles.create(Location.of(folder.resolve("bad"))));
    int[] count = new int[1];
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            count[0]++;
          }
        });
    return count[0];
  }

  /** A vocabulary for each of the first hundred columns, and a z-score for each of the others. */
  private static Preprocessing wide(int columns) {
    List<Column> schema = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      schema.add(i < VOCABULARIES ? Column.bytes("c" + i) : Column.floats("c" + i));
    }
    return () ->
        List.of(
            new TransformFunction(
                "indices", new Schema(schema), (tf, inputs) -> indices(inputs, columns)));
  }

  private static Map<String, Operand<?>> indices(Columns inputs, int columns) {
    Map<String, Operand<?>> outputs = new TreeMap<>();
    for (int i = 0; i < columns; i++) {
      outputs.put(
          "i" + i,
          i < VOCABULARIES
              ? computeAndApplyVocabulary(
                  inputs, inputs.bytes("c" + i), VocabularyOptions.named("v" + i))
              : scaleToZScore(inputs, inputs.floats("c" + i)));
    }
    return outputs;
  }

  private PreprocessResult run(Preprocessing preprocessing, Settings settings, Path... files) {
    return PreprocessPipeline.run(job(preprocessing, settings, files));
  }

  private PreprocessJob job(Preprocessing preprocessing, Settings settings, Path... files) {
    RecordSource source =
        files.length == 0
            ? new TextSource(1, row -> "a")
            : CsvSource.of(
                preprocessing.functions().get(0).inputs(),
                Stream.of(files).map(Path::toString).toList(),
                CsvFormat.rfc4180());
    return PreprocessJob.of(
            preprocessing, "indices", Map.of("train", source), folder.resolve("out"))
        .with(settings);
  }

  private static String vocabulary(PreprocessResult result) throws IOException {
    return Files.readString(TransformGraph.read(result.transform().path()).asset("v0"));
  }

  private Path csv(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
