package io.manabi.samples.census;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordReader;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.preprocess.PreprocessPipeline;
import io.manabi.pipelines.preprocess.PreprocessResult;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformOutput;
import io.manabi.transform.TransformSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusPreprocessingIT {
  private static final String CLERK =
      "39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, Not-in-family, White, Male,"
          + " 2174, 0, 40, United-States, <=50K\n";
  private static final String MANAGER =
      "52, ?, 209642, HS-grad, 9, Married-civ-spouse, ?, Husband, White, Male, 0, 0, 45, ?, >50K\n";

  @TempDir private Path folder;
  private Path train = Path.of("");
  private Path test = Path.of("");

  @BeforeEach
  void write() throws IOException {
    train = folder.resolve("adult.data");
    test = folder.resolve("adult.test");
    Files.writeString(
        train,
        CLERK + CLERK + MANAGER + CLERK.replace("39,", "forty,") + CLERK.replace("40,", "20,"));
    Files.writeString(test, "|1x3 Cross validator\n" + MANAGER.replace(">50K", ">50K.") + MANAGER);
  }

  @Test
  void makesFeaturesOfDirtyRows() throws IOException {
    PreprocessResult result = preprocess();

    assertThat(result.duplicates()).isEqualTo(1);
    assertThat(result.badRows()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("out/quarantine.jsonl")))
        .contains("\"line\":4,\"column\":\"age\"")
        .contains("'forty'");
    assertThat(result.dataSet("test").rows()).as("rows to test on, which stay").isEqualTo(2);
    Schema schema = Schema.of(Column.int64("label"), Column.floats("age"), Column.int64("sex"));
    Batch rows = ExampleCodec.decode(schema, examples(result.dataSet("train")));
    assertThat(((ColumnValues.Int64s) rows.column("label")).values()).containsExactly(0, 1, 0);
    assertThat(((ColumnValues.Floats) rows.column("age")).values())
        .containsExactly(new float[] {-0.7071068f, 1.4142135f, -0.7071068f}, offset(1e-6f));
    Batch tests = ExampleCodec.decode(schema, examples(result.dataSet("test")));
    assertThat(((ColumnValues.Int64s) tests.column("label")).values()).containsExactly(1, 1);
  }

  @Test
  void givesMissingAndUnknownValuesTheLastIndex() throws IOException {
    TransformGraph graph = TransformGraph.read(preprocess().transform().path());
    assertThat(graph.lines("occupation")).isEqualTo(1);
    Batch rows = ExampleCodec.decode(Schema.of(Column.int64("occupation")), examples("train"));
    assertThat(((ColumnValues.Int64s) rows.column("occupation")).values()).containsExactly(0, 1, 0);
  }

  @Test
  void tellsTheNamesOfTheClasses() {
    preprocess();
    assertThat(
            TransformOutput.read(folder.resolve("out"), CensusPreprocessing.FEATURES)
                .vocabularyByName(CensusPreprocessing.INCOME))
        .containsExactly("<=50K", ">50K");
  }

  @Test
  void makesTheSameOfARowAloneAndInABatch() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int gain = 0; gain < 200; gain++) {
      rows.append(CLERK.replace("2174, 0", gain * 97 + ", " + gain * 7));
    }
    Files.writeString(train, rows);
    TransformGraph graph = TransformGraph.read(preprocess().transform().path());
    RecordSource source = CensusData.rows(graph.inputs(CensusPreprocessing.FEATURES), train);
    try (TransformSession session = new TransformSession(graph, CensusPreprocessing.FEATURES);
        BatchReader reader = source.splits().get(0).open(row -> {})) {
      Batch raw = requireNonNull(reader.read());
      Batch together = session.apply(raw);
      for (int row = 0; row < raw.rows(); row++) {
        Batch alone = session.apply(raw.rows(row, row + 1));
        for (String name : CensusPreprocessing.NUMERIC) {
          assertThat(((ColumnValues.Floats) alone.column(name)).values())
              .as("%s of row %d", name, row)
              .containsExactly(((ColumnValues.Floats) together.column(name)).values()[row]);
        }
      }
    }
  }

  private PreprocessResult preprocess() {
    return PreprocessPipeline.run(
        PreprocessJob.of(
                new CensusPreprocessing(),
                CensusPreprocessing.FEATURES,
                Map.of(
                    "train", CensusData.rows(CensusPreprocessing.RAW, train),
                    "test", CensusData.rows(CensusPreprocessing.RAW, test)),
                folder.resolve("out"))
            .with(Settings.DEFAULT.withDeduplication(List.of()).withMaxBadFraction(0.3)));
  }

  private List<byte[]> examples(String dataSet) throws IOException {
    return examples(preprocess().dataSet(dataSet));
  }

  private static List<byte[]> examples(PreprocessResult.DataSet dataSet) throws IOException {
    List<byte[]> examples = new ArrayList<>();
    for (Path file : dataSet.paths()) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        for (byte[] example = reader.read(); example != null; example = reader.read()) {
          examples.add(example);
        }
      }
    }
    return examples;
  }
}
