package io.manabi.pipelines.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.pipelines.sources.ParquetSource;
import io.manabi.pipelines.sources.TfRecordSource;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.StatisticsProto.DatasetFeatureStatisticsList;
import io.manabi.pipelines.statistics.StatisticsProto.FeatureNameStatistics;
import io.manabi.pipelines.validation.DataSchema;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformOutput;
import io.manabi.transform.mappers.Buckets;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.Text;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

/** What is in the output folder beside the records. */
class PreprocessOutputTest {
  private static final Schema RAW =
      Schema.of(
          Column.int64("age").withDefault(40L),
          Column.bytes("job").optional(),
          Column.floats("pay"),
          Column.bytes("name"));
  private static final Preprocessing PREPROCESSING =
      () -> List.of(new TransformFunction("features", RAW, PreprocessOutputTest::features));

  private static final String TRAIN =
      """
      age,job,pay,name
      30,cook,1.5,Ann
      ,clerk,2.5,Bob
      50,,3.5,Cy
      60,cook,4.5,Dee
      old,cook,4.5,Eve
      """;

  @TempDir private Path folder;

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Vocabulary jobs =
        Vocabularies.vocabulary(columns, columns.bytes("job"), VocabularyOptions.named("jobs"));
    Operand<?> job = Vocabularies.applyVocabulary(columns, columns.bytes("job"), jobs);
    return Map.of(
        "age", Buckets.bucketize(columns, columns.floats("age"), 3),
        "job", Vocabularies.applyVocabularyWithBuckets(columns, columns.bytes("job"), jobs, 2),
        "job_or_none", job,
        "job_column",
            tf.expandDims(
                Vocabularies.applyVocabulary(columns, columns.bytes("job"), jobs, 9),
                tf.constant(1)),
        "pay", Scaling.scaleToZScore(columns, columns.floats("pay")),
        "years", columns.int64s("age"),
        "name", Text.hashStrings(columns, columns.bytes("name"), 7));
  }

  @Test
  void tellsATrainerWhatIsInTheRecords() throws IOException {
    run(Settings.DEFAULT);
    TransformOutput output = TransformOutput.read(folder.resolve("out"), "features");

    assertThat(output.rawSchema().columns().stream().map(Column::name))
        .containsExactly("age", "job", "name", "pay");
    assertThat(output.transformedSchema().columns())
        .contains(Column.floats("pay"), Column.int64("job"));
    assertThat(output.vocabularies()).containsExactly("jobs");
    assertThat(output.vocabularySizeByName("jobs")).isEqualTo(2);
    assertThat(output.vocabularyByName("jobs")).containsExactly("cook", "clerk");
    assertThat(output.numBucketsForTransformedFeature("job")).isEqualTo(2 + 2);
    assertThat(output.numBucketsForTransformedFeature("job_column")).isEqualTo(9 + 1);
    assertThat(output.numBucketsForTransformedFeature("age")).isEqualTo(3);
    assertThat(output.numBucketsForTransformedFeature("name")).isEqualTo(7);
    assertThat(TransformOutput.read(folder.resolve("out"), "features").graph().functions())
        .containsExactly("features");
  }

  @Test
  void saysWhichFeatureHasNoBuckets() throws IOException {
    run(Settings.DEFAULT);
    TransformOutput output = TransformOutput.read(folder.resolve("out"), "features");

    assertRefused(output, "salary", "makes no feature 'salary'");
    assertRefused(output, "pay", "Feature 'pay' is FLOAT; only integers have buckets.");
    assertRefused(output, "years", "It is not known how many buckets feature 'years' has");
    assertRefused(
        output, "job_or_none", "Feature 'job_or_none' is from -1 to 1 and has no buckets");
    assertThatThrownBy(() -> output.vocabularySizeByName("names"))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The preprocessing has no file 'names'; it has [jobs].");
  }

  private static void assertRefused(TransformOutput output, String feature, String message) {
    assertThatThrownBy(() -> output.numBucketsForTransformedFeature(feature))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message);
  }

  @Test
  void writesSchemasOfBothSides() throws IOException {
    run(Settings.DEFAULT);
    Path out = folder.resolve("out");

    assertThat(DataSchema.read(out.resolve("raw_metadata/schema.pbtxt")).columns()).isEqualTo(RAW);
    DataSchema transformed = DataSchema.read(out.resolve("transformed_metadata/schema.pbtxt"));
    assertThat(transformed.columns())
        .isEqualTo(TransformOutput.read(out, "features").transformedSchema());
    assertThat(domain(transformed, "job")).isEqualTo("0 to 3 true");
    assertThat(domain(transformed, "job_or_none")).isEqualTo("-1 to 1 true");
    assertThat(transformed.proto().getFeatureList())
        .filteredOn(feature -> feature.getName().equals("years"))
        .noneMatch(SchemaProto.Feature::hasIntDomain);
  }

  private static String domain(DataSchema schema, String name) {
    SchemaProto.IntDomain domain =
        schema.proto().getFeatureList().stream()
            .filter(feature -> feature.getName().equals(name))
            .findFirst()
            .orElseThrow()
            .getIntDomain();
    return domain.getMin() + " to " + domain.getMax() + " " + domain.getIsCategorical();
  }

  @Test
  void writesStatisticsBeforeAndAfter() throws IOException {
    run(Settings.DEFAULT.withShards(3));

    DatasetFeatureStatisticsList raw = statistics("raw_metadata");
    assertThat(raw.getDatasetsList())
        .extracting(set -> set.getName())
        .containsExactly("train", "test");
    assertThat(raw.getDatasets(0).getNumExamples()).isEqualTo(4);
    FeatureNameStatistics age = feature(raw, 0, "age");
    assertThat(age.getNumStats().getCommonStats().getNumMissing()).isEqualTo(1);
    assertThat(age.getNumStats().getMax()).isEqualTo(60);
    assertThat(feature(raw, 1, "pay").getNumStats().getMean()).isEqualTo(9);
    DatasetFeatureStatisticsList transformed = statistics("transformed_metadata");
    FeatureNameStatistics pay = feature(transformed, 0, "pay");
    assertThat(pay.getNumStats().getMean()).isCloseTo(0, within(1e-6));
    assertThat(pay.getNumStats().getStdDev()).isCloseTo(1, within(1e-6));
    assertThat(Files.readString(folder.resolve("out/raw_metadata/statistics.html")))
        .contains("train and test", "1 → 0");
    assertThat(folder.resolve("out/transformed_metadata/statistics.html")).isNotEmptyFile();
  }

  @Test
  void leavesStatisticsOut() throws IOException {
    run(Settings.DEFAULT.withStatistics(false));
    assertThat(folder.resolve("out/raw_metadata")).isDirectoryContaining("glob:**/schema.pbtxt");
    assertThat(folder.resolve("out/raw_metadata")).isDirectoryNotContaining("glob:**/statistics*");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesTheSameRecordsAsParquet(boolean gzip) throws IOException {
    Settings settings = Settings.DEFAULT.withShards(2).withGzip(gzip);
    List<Path> examples = run(settings).dataSet("train").paths();
    Schema columns = TransformOutput.read(folder.resolve("out"), "features").transformedSchema();
    List<String> expected = read(TfRecordSource.of(columns, strings(examples)));
    PreprocessResult result = run(settings.withFormat(RecordFormat.PARQUET));

    List<Path> files = result.dataSet("train").paths();
    assertThat(files).containsExactly(folder.resolve("out/train-00000-of-00001.parquet"));
    assertThat(expected).hasSize(4);
    assertThat(read(ParquetSource.of(columns, strings(files)))).isEqualTo(expected);
    byte[] bytes = Files.readAllBytes(files.get(0));
    run(settings.withFormat(RecordFormat.PARQUET));
    assertThat(Files.readAllBytes(files.get(0))).as("a second run").isEqualTo(bytes);
  }

  private static List<String> strings(List<Path> files) {
    return files.stream().map(Path::toString).toList();
  }

  /** The rows as the bytes of Examples, which are the same for the same values. */
  private static List<String> read(RecordSource source) {
    List<String> rows = new ArrayList<>();
    for (RecordSplit split : source.splits()) {
      try (BatchReader reader =
          split.open(
              row -> {
                throw new AssertionError(row);
              })) {
        for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
          for (int row = 0; row < batch.rows(); row++) {
            rows.add(new String(ExampleCodec.encode(batch, row), StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    return rows;
  }

  private DatasetFeatureStatisticsList statistics(String side) throws IOException {
    return DatasetFeatureStatisticsList.parseFrom(
        Files.readAllBytes(folder.resolve("out").resolve(side).resolve("statistics.pb")));
  }

  private static FeatureNameStatistics feature(
      DatasetFeatureStatisticsList list, int dataSet, String name) {
    return list.getDatasets(dataSet).getFeaturesList().stream()
        .filter(feature -> feature.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private PreprocessResult run(Settings settings) throws IOException {
    return PreprocessPipeline.run(
        PreprocessJob.of(
                PREPROCESSING,
                "features",
                Map.of(
                    "train", csv("train.csv", TRAIN),
                    "test", csv("test.csv", "age,job,pay,name\n20,king,9,Zoe\n")),
                folder.resolve("out"))
            .with(settings.withMaxBadFraction(0.5)));
  }

  private RecordSource csv(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return CsvSource.of(RAW, List.of(file.toString()), CsvFormat.rfc4180());
  }
}
