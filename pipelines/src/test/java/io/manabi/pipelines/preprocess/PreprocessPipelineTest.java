package io.manabi.pipelines.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessPipelineTest {
  private static final Settings SETTINGS =
      Settings.DEFAULT.withRunner(
          new Runner(System.getProperty("manabi.runner", "direct"), List.of()));

  private static final Preprocessing NUMBERS =
      () ->
          List.of(
              new TransformFunction(
                  "numbers",
                  TextSource.SCHEMA,
                  (tf, columns) -> Map.of("number", tf.strings.toNumber(columns.bytes("text")))));

  private static final TextSource HUNDRED = new TextSource(105, String::valueOf);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesEveryRowOnce(boolean gzip, @TempDir Path folder) throws IOException {
    PreprocessResult result =
        PreprocessPipeline.run(
            job(folder, Map.of("train", HUNDRED, "test", new TextSource(26, row -> "7")))
                .with(SETTINGS.withShards(3).withGzip(gzip)));

    String end = gzip ? ".tfrecord.gz" : ".tfrecord";
    assertThat(names(folder.resolve("out")))
        .containsExactly(
            "raw_metadata",
            "test-00000-of-00002" + end,
            "test-00001-of-00002" + end,
            "train-00000-of-00003" + end,
            "train-00001-of-00003" + end,
            "train-00002-of-00003" + end,
            "transform",
            "transformed_metadata");
    PreprocessResult.DataSet train = result.dataSet("train");
    assertThat(train.rows()).isEqualTo(105);
    assertThat(train.paths())
        .hasSize(3)
        .first()
        .isEqualTo(folder.resolve("out/train-00000-of-00003" + end));
    assertThat(train.bytes()).isEqualTo(size(train.paths()));
    List<Float> numbers = numbers(train.paths());
    assertThat(numbers).hasSize(105).doesNotHaveDuplicates().first().isEqualTo(0f);
    assertThat(TransformGraph.read(result.transform().path()).functions())
        .containsExactly("numbers");
  }

  @Test
  void writesNothingIfTheFunctionMixesRows(@TempDir Path folder) {
    Preprocessing ranks =
        () ->
            List.of(
                new TransformFunction(
                    "numbers",
                    TextSource.SCHEMA,
                    (tf, columns) ->
                        Map.of(
                            "number",
                            tf.reverse(tf.strings.toNumber(columns.bytes("text")), tf.array(0)))));
    assertThatThrownBy(
            () ->
                PreprocessPipeline.run(
                    PreprocessJob.of(
                            ranks, "numbers", Map.of("train", HUNDRED), folder.resolve("out"))
                        .with(SETTINGS)))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageStartingWith(
            "Output 'number' of function 'numbers' gives another value for row");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void writesAnEmptyFileForNoRows(@TempDir Path folder) throws IOException {
    PreprocessResult result =
        PreprocessPipeline.run(job(folder, Map.of("train", new TextSource(0, row -> ""))));

    PreprocessResult.DataSet train = result.dataSet("train");
    assertThat(train.rows()).isZero();
    assertThat(numbers(train.paths())).isEmpty();
  }

  @Test
  void tellsProgressUpToTheLastRow(@TempDir Path folder) {
    List<Long> rows = new ArrayList<>();
    PreprocessPipeline.run(
        job(folder, Map.of("train", HUNDRED)).withProgress(told -> rows.add(told.rows())));
    assertThat(rows).isSorted().last().isEqualTo(105L);
  }

  @Test
  void failsAsTheSourceFailsAndKeepsTheFormerOutput(@TempDir Path folder) throws IOException {
    PreprocessPipeline.run(job(folder, Map.of("former", HUNDRED)).with(SETTINGS.withShards(1)));
    TextSource broken =
        new TextSource(
            105,
            row -> {
              if (row == 77) {
                throw ManabiException.user("digits.idx is cut off; fetch it again.");
              }
              return "7";
            });

    assertThatThrownBy(() -> PreprocessPipeline.run(job(folder, Map.of("train", broken))))
        .isInstanceOf(ManabiException.class)
        .hasMessage("digits.idx is cut off; fetch it again.");
    assertThat(names(folder)).containsExactly("out");
    assertThat(names(folder.resolve("out")))
        .containsExactly(
            "former-00000-of-00001.tfrecord", "raw_metadata", "transform", "transformed_metadata");
  }

  @Test
  void putsRowsAsideThatCannotBeTransformed(@TempDir Path folder) throws IOException {
    TextSource words = new TextSource(105, row -> row == 37 ? "thirty-seven" : "12");
    PreprocessResult result = PreprocessPipeline.run(job(folder, Map.of("train", words)));

    assertThat(result.dataSet("train").rows()).isEqualTo(104);
    assertThat(result.badRows()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("out/quarantine.jsonl")))
        .startsWith(
            "{\"file\":\"text\",\"line\":38,\"column\":null,\"reason\":\"Function 'numbers'")
        .endsWith("\"content\":\"thirty-seven\"}\n");
    assertThat(numbers(result.dataSet("train").paths())).hasSize(104);
  }

  @Test
  void failsIfTooManyRowsCannotBeUsed(@TempDir Path folder) throws IOException {
    TextSource words = new TextSource(30, row -> row == 12 ? "twelve" : "12");
    assertThatThrownBy(() -> PreprocessPipeline.run(job(folder, Map.of("train", words))))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("1 of 30 rows (3.33 %) cannot be used, more than the 1.00 % of")
        .hasMessageContaining("The first is text line 13: Function 'numbers' fails")
        .hasMessageContaining("twelve");
    assertThat(names(folder)).containsExactly("out.quarantine.jsonl");
    assertThat(Files.readAllLines(folder.resolve("out.quarantine.jsonl"))).hasSize(1);
  }

  @Test
  void usesEachRowOnce(@TempDir Path folder) throws IOException {
    TextSource repeated = new TextSource(105, row -> String.valueOf(row % 40));
    PreprocessResult result =
        PreprocessPipeline.run(
            job(folder, Map.of("train", repeated)).with(SETTINGS.withDeduplication(List.of())));

    assertThat(result.duplicates()).isEqualTo(65);
    List<Float> numbers = numbers(result.dataSet("train").paths());
    assertThat(numbers).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void callsADefectADefect(@TempDir Path folder) throws IOException {
    TextSource defect =
        new TextSource(
            1,
            row -> {
              throw new IllegalStateException("a defect");
            });
    assertThatThrownBy(() -> PreprocessPipeline.run(job(folder, Map.of("train", defect))))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasMessageContaining("a defect");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void saysWhichFolderCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () ->
                PreprocessPipeline.run(
                    PreprocessJob.of(
                        NUMBERS, "numbers", Map.of("train", HUNDRED), file.resolve("out"))))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageContaining("Cannot write " + file.resolve("out"));
  }

  @Test
  void refusesJobsThatCannotRun(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                PreprocessPipeline.run(
                    PreprocessJob.of(
                        NUMBERS, "digits", Map.of("train", HUNDRED), folder.resolve("out"))))
        .hasMessage("The preprocessing has no function 'digits'; it has [numbers].");
    assertThatThrownBy(() -> job(folder, Map.of("../train", HUNDRED)))
        .hasMessageContaining("'../train' cannot name a data set");
    assertThatThrownBy(() -> SETTINGS.withShards(0))
        .hasMessageContaining("The number of shards is 0");
  }

  private static PreprocessJob job(Path folder, Map<String, RecordSource> inputs) {
    return PreprocessJob.of(NUMBERS, "numbers", inputs, folder.resolve("out")).with(SETTINGS);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static long size(List<Path> files) throws IOException {
    long size = 0;
    for (Path file : files) {
      size += Files.size(file);
    }
    return size;
  }

  private static List<Float> numbers(List<Path> files) throws IOException {
    List<byte[]> examples = new ArrayList<>();
    for (Path file : files) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        for (byte[] example = reader.read(); example != null; example = reader.read()) {
          examples.add(example);
        }
      }
    }
    ColumnValues.Floats values =
        (ColumnValues.Floats)
            ExampleCodec.decode(Schema.of(Column.floats("number")), examples).column("number");
    List<Float> numbers = new ArrayList<>();
    for (float value : values.values()) {
      numbers.add(value);
    }
    return numbers;
  }
}
