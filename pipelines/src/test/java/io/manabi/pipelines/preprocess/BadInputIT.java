package io.manabi.pipelines.preprocess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformOutput;
import io.manabi.transform.mappers.Buckets;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;

/**
 * Data as they should not be, through all passes: each gives what the convention says, or one clear
 * sentence.
 */
class BadInputIT {
  private static final Schema RAW =
      Schema.of(Column.floats("x").optional(), Column.bytes("s").optional());
  private static final Preprocessing PREPROCESSING =
      () -> List.of(new TransformFunction("f", RAW, (tf, columns) -> features(columns)));

  @TempDir private Path folder;

  private static Map<String, Operand<?>> features(Columns columns) {
    Operand<?> s = columns.bytes("s");
    Vocabulary words = Vocabularies.vocabulary(columns, s, VocabularyOptions.named("words"));
    return Map.of(
        "z", Scaling.scaleToZScore(columns, columns.floats("x")),
        "unit", Scaling.scaleTo01(columns, columns.floats("x")),
        "bucket", Buckets.bucketize(columns, columns.floats("x"), 3),
        "word", Vocabularies.applyVocabulary(columns, s, words),
        "word_or_other", Vocabularies.applyVocabularyWithBuckets(columns, s, words, 1));
  }

  @Test
  void aColumnWithoutAnyValueBecomesWhatTheConventionSays() throws IOException {
    write("x,s\n,\n,\n");
    Batch rows = rows(run());
    assertThat(floats(rows, "z")).containsExactly(Float.NaN, Float.NaN);
    assertThat(floats(rows, "unit")).containsExactly(Float.NaN, Float.NaN);
    assertThat(ints(rows, "bucket")).as("the last bucket").containsExactly(2, 2);
  }

  @Test
  void codeThatFailsIsNamedWithItsLine() {
    Preprocessing wrong =
        () ->
            List.of(
                new TransformFunction(
                    "f", RAW, (tf, c) -> Map.of("y", tf.reshape(tf.array(1f, 2f), tf.array(3)))));
    assertThatThrownBy(() -> TransformGraph.compile(wrong))
        .isInstanceOf(ManabiException.class)
        .hasMessageMatching("Function 'f' cannot be traced: .* \\(BadInputIT\\.java:\\d+\\)\\.");
  }

  @Test
  void aVocabularyWithoutTokensHasOneThatNoDataHave() throws IOException {
    write("x,s\n1,\n2,\n");
    Batch rows = rows(run());
    assertThat(ints(rows, "word")).containsExactly(-1, -1);
    assertThat(ints(rows, "word_or_other")).containsExactly(1, 1);
    TransformOutput output = TransformOutput.read(folder.resolve("out"), "f");
    assertThat(output.vocabularySizeByName("words")).isEqualTo(1);
    assertThat(output.numBucketsForTransformedFeature("word_or_other")).isEqualTo(2);
  }

  @Test
  void aConstantColumnHasNoDeviationAndNoRange() throws IOException {
    write("x,s\n5,a\n5,a\n");
    Batch rows = rows(run());
    assertThat(floats(rows, "z")).containsExactly(0, 0);
    assertThat(floats(rows, "unit"))
        .as("the logistic function of 5")
        .containsExactly(0.9933072f, 0.9933072f);
    assertThat(ints(rows, "bucket")).containsExactly(2, 2);
    assertThat(ints(rows, "word")).containsExactly(0, 0);
  }

  @Test
  void notANumberEverywhereIsAsNoValue() throws IOException {
    write("x,s\nNaN,a\nnan,b\n");
    Batch rows = rows(run());
    assertThat(floats(rows, "z")).containsExactly(Float.NaN, Float.NaN);
    assertThat(ints(rows, "bucket")).containsExactly(2, 2);
    assertThat(ints(rows, "word")).containsExactly(1, 0);
  }

  @Test
  void bytesThatAreNoTextArePutAside() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("in.csv"))) {
      out.write("x,s\n1,a\n2,".getBytes(UTF_8));
      out.write(new byte[] {(byte) 0xc3, (byte) 0x28, '\n'});
      out.write("3,b\n".getBytes(UTF_8));
    }
    PreprocessResult result = run(Settings.DEFAULT.withMaxBadFraction(0.5));
    assertThat(rows(result).rows()).isEqualTo(2);
    assertThat(quarantine()).contains("\"line\":3,\"column\":\"s\"", "UTF-8");
  }

  @Test
  void aLineOfAHundredMegabytesIsPutAside() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("in.csv"))) {
      out.write("x,s\n1,a\n2,".getBytes(UTF_8));
      byte[] megabyte = new byte[1 << 20];
      Arrays.fill(megabyte, (byte) 'z');
      for (int i = 0; i < 100; i++) {
        out.write(megabyte);
      }
      out.write("\n3,b\n".getBytes(UTF_8));
    }
    PreprocessResult result = run(Settings.DEFAULT.withMaxBadFraction(0.5));
    assertThat(rows(result).rows()).isEqualTo(2);
    assertThat(quarantine()).contains("\"line\":3", "is longer than 16 MB").hasSizeLessThan(2000);
  }

  @Test
  void valuesOfAnotherTypeArePutAsideUpToAShare() throws IOException {
    write("x,s\n1,a\none,b\n3,c\n");
    assertThat(rows(run(Settings.DEFAULT.withMaxBadFraction(0.5))).rows()).isEqualTo(2);
    assertThat(quarantine()).contains("\"line\":3,\"column\":\"x\"", "'one'");
    assertRefused(
        "1 of 3 rows (33.33 %) cannot be used, more than the 1.00 % of --max-bad-fraction.",
        "in.csv line 3, column 'x'", "'one'");
    assertThat(names()).containsExactly("in.csv", "out", "out.quarantine.jsonl");
  }

  @Test
  void saysThatThereAreNoData() throws IOException {
    assertRefused("No file matches", "in.csv");
    write("");
    assertRefused("There are no rows in", "in.csv");
    write("x,s\n");
    assertRefused("There are no rows in", "in.csv");
    assertThat(names()).containsExactly("in.csv");
  }

  @Test
  void saysThatTheHeaderIsAnother() throws IOException {
    write("x,t\n1,a\n");
    assertRefused("in.csv has no column 's'; it has [x, t]", "correct the header or the schema");
    assertThat(names()).containsExactly("in.csv");
  }

  @Test
  void saysWhichColumnIsOfAnotherTypeThanThePreprocessingReads() throws IOException {
    write("x,s\n1,a\n");
    Schema other = Schema.of(Column.int64("x").optional(), Column.bytes("s").optional());
    assertThatThrownBy(() -> run(other, Settings.DEFAULT))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The preprocessing reads the column 'x' as FLOAT with ValueCount[min=0, max=1], but the"
                + " data set 'train' has INT64 with ValueCount[min=0, max=1].");
    assertThat(names()).containsExactly("in.csv");
  }

  @Test
  void leavesNothingBehindWhenTheDiskIsFull() throws Exception {
    write("x,s\n1,a\n");
    run();
    byte[] former = Files.readAllBytes(folder.resolve("out/train-00000-of-00001.tfrecord"));
    write("x,s\n" + "1,some words that fill a disk\n".repeat(50_000));
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 1000 && exec \"$@\"", // Blocks of 1 KiB that a file may have.
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FullDisk.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output)
        .contains("RESOURCES Cannot write " + folder.resolve("out") + ": File too large;");
    assertThat(names()).containsExactly("in.csv", "out");
    assertThat(Files.readAllBytes(folder.resolve("out/train-00000-of-00001.tfrecord")))
        .isEqualTo(former);
  }

  /** Preprocesses in a process whose files may not become large. */
  static final class FullDisk {
    private FullDisk() {}

    /** Argument: the folder of the test. */
    public static void main(String[] arguments) {
      try {
        PreprocessPipeline.run(job(Path.of(arguments[0]), RAW));
      } catch (ManabiException e) {
        System.out.println(e.code() + " " + e.getMessage());
        System.exit(e.code() == ErrorCode.RESOURCES ? 1 : 2);
      }
    }
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::run)
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContainingAll(parts);
  }

  private PreprocessResult run() {
    return run(Settings.DEFAULT);
  }

  private PreprocessResult run(Settings settings) {
    return run(RAW, settings);
  }

  private PreprocessResult run(Schema schema, Settings settings) {
    return PreprocessPipeline.run(job(folder, schema).with(settings));
  }

  private static PreprocessJob job(Path folder, Schema schema) {
    return PreprocessJob.of(
        PREPROCESSING,
        "f",
        Map.of(
            "train",
            CsvSource.of(
                schema, List.of(folder.resolve("in.csv").toString()), CsvFormat.rfc4180())),
        folder.resolve("out"));
  }

  private Batch rows(PreprocessResult result) throws IOException {
    List<byte[]> examples = new ArrayList<>();
    for (Path file : result.dataSet("train").paths()) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        for (byte[] example = reader.read(); example != null; example = reader.read()) {
          examples.add(example);
        }
      }
    }
    return ExampleCodec.decode(
        TransformOutput.read(folder.resolve("out"), "f").transformedSchema(), examples);
  }

  private static float[] floats(Batch rows, String column) {
    return ((ColumnValues.Floats) rows.column(column)).values();
  }

  private static long[] ints(Batch rows, String column) {
    return ((ColumnValues.Int64s) rows.column(column)).values();
  }

  private String quarantine() throws IOException {
    return Files.readString(folder.resolve("out/quarantine.jsonl"));
  }

  private void write(String content) throws IOException {
    Files.writeString(folder.resolve("in.csv"), content);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
