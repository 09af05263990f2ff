package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.AtomicFiles;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.metrics.AucTotal;
import io.manabi.training.network.Initializer;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.watch.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Trains a wide and deep model on transformed rows, and serves it by raw ones. */
@SuppressWarnings("NullAway.Init")
class TabularIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;
  @TempDir Path job;

  private Batch test;

  @BeforeEach
  void writeData() throws IOException {
    test = PeopleJob.writeData(data);
  }

  private void train(Model model, ServingSignature... serving) throws InterruptedException {
    Trainer.run(PeopleJob.spec(model, data, job, 400, List.of(serving)), ClusterConfig.local());
  }

  @Test
  void learnsAndAnswersRawRowsAsItWasMeasured() throws Exception {
    train(
        PeopleJob.model(data),
        new ServingSignature.RawColumns("serving_default", "features"),
        new ServingSignature.Examples("examples", "features"),
        new ServingSignature.TransformOnly("transform", "features"));
    JsonNode evaluation = logged("evaluation");
    assertThat(evaluation.path("auc").asDouble()).isBetween(0.95, 0.9999);
    AtomicFiles.deleteTree(data.resolve("transform"));
    AtomicFiles.deleteTree(data.resolve("vocabularies"));

    Path export = Path.of(logged("exported").path("directory").asText());
    try (SavedModelBundle model = SavedModelBundle.load(export.toString(), "serve")) {
      checkSignatures(model);
      Answers byColumns = askByColumns(model);
      AucTotal auc = new AucTotal();
      auc.add(labels(), byColumns.probabilities());
      // Products of matrices differ in the last bit by the size of the batch.
      assertThat(auc.value()).isCloseTo(evaluation.path("auc").asDouble(), within(1e-5));
      for (int i = 0; i < test.rows(); i++) {
        assertThat(byColumns.classes()[i])
            .isEqualTo(byColumns.probabilities()[i] > 0.5 ? "rich" : "poor");
      }
      Answers byExamples = askByExamples(model);
      assertThat(byExamples.probabilities()).isEqualTo(byColumns.probabilities());
      assertThat(byExamples.classes()).isEqualTo(byColumns.classes());
    }
  }

  private static void checkSignatures(SavedModelBundle model) {
    MetaGraphDef meta = model.metaGraphDef();
    SignatureDef raw = meta.getSignatureDefOrThrow("serving_default");
    assertThat(raw.getInputsMap()).containsOnlyKeys("age", "job", "words");
    assertThat(raw.getDefaultsMap()).containsOnlyKeys("age", "job", "words");
    assertThat(raw.getDefaultsOrThrow("age").getInt64Val(0)).isEqualTo(Long.MIN_VALUE);
    assertThat(raw.getInputsOrThrow("words").getTensorShape().getDimCount()).isEqualTo(2);
    assertThat(meta.getSignatureDefOrThrow("examples").getInputsMap()).containsOnlyKeys("examples");
    assertThat(meta.getSignatureDefOrThrow("transform").getInputsMap())
        .containsOnlyKeys("age", "income", "job", "words");
    assertThat(meta.getSignatureDefOrThrow("transform").getOutputsMap())
        .containsOnlyKeys("age", "job", "label", "words", "words.row_splits");
    assertThat(meta.getCollectionDefOrThrow("saved_model_main_op").getNodeList().getValueList())
        .containsExactly("initialize");
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Answers(float[] probabilities, String[] classes) {
    static Answers of(Result result) {
      TFloat32 probabilities = (TFloat32) result.get("probabilities").orElseThrow();
      TString classes = (TString) result.get("classes").orElseThrow();
      float[] values = new float[(int) probabilities.size()];
      probabilities.copyTo(DataBuffers.of(values));
      String[] names = new String[values.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = classes.getObject(i);
      }
      return new Answers(values, names);
    }
  }

  private Answers askByColumns(SavedModelBundle model) {
    int rows = test.rows();
    byte[][] padded = new byte[rows * 3][];
    Arrays.fill(padded, new byte[0]);
    ColumnValues.Bytes words = (ColumnValues.Bytes) test.column("words");
    for (int row = 0; row < rows; row++) {
      int start = words.splits().start(row);
      System.arraycopy(words.values(), start, padded, row * 3, words.splits().end(row) - start);
    }
    ColumnValues.Int64s ages = (ColumnValues.Int64s) test.column("age");
    byte[][] jobs = ((ColumnValues.Bytes) test.column("job")).values();
    try (TInt64 age = TInt64.tensorOf(Shape.of(rows), DataBuffers.of(ages.values()));
        TString job = TString.tensorOfBytes(NdArrays.vectorOfObjects(jobs));
        TString tokens = TString.tensorOfBytes(Shape.of(rows, 3), DataBuffers.ofObjects(padded));
        Result result =
            model
                .function("serving_default")
                .call(Map.<String, Tensor>of("age", age, "job", job, "words", tokens))) {
      return Answers.of(result);
    }
  }

  /** Without the label, and without the features that are missing. */
  private Answers askByExamples(SavedModelBundle model) {
    Batch unlabelled =
        new Batch(new Schema(test.schema().columns().subList(0, 3)), test.columns().subList(0, 3));
    byte[][] examples = new byte[test.rows()][];
    for (int row = 0; row < examples.length; row++) {
      examples[row] = People.example(unlabelled, row, true);
    }
    try (TString records = TString.tensorOfBytes(NdArrays.vectorOfObjects(examples));
        Result result = model.function("examples").call(Map.of("examples", records))) {
      return Answers.of(result);
    }
  }

  private float[] labels() {
    byte[][] incomes = ((ColumnValues.Bytes) test.column("income")).values();
    float[] labels = new float[incomes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = incomes[i][0] == 'r' ? 1 : 0;
    }
    return labels;
  }

  @Test
  void refusesToServeAModelThatReadsNothing() {
    Model constant =
        (network, features) -> {
          var weight = network.parameter("w", Shape.scalar(), new Initializer.Constant(1));
          return new ModelOutputs(Map.of("w", weight), Optional.of(weight), Map.of());
        };
    assertThatThrownBy(() -> train(constant, new ServingSignature.RawColumns("raw", "features")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("answers without any feature of the function 'features'");
  }

  @Test
  void tellsAModelThatRowsHaveDifferentNumbersOfValues() {
    assertThatThrownBy(
            () ->
                train(
                    (network, features) -> reading(features.int64s("words")),
                    PeopleJob.SERVING.get(0)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("'words'")
        .hasMessageContaining("read it as ragged");
    assertThatThrownBy(
            () ->
                train(
                    (network, features) -> reading(features.raggedInt64s("job")),
                    PeopleJob.SERVING.get(0)))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("'job'")
        .hasMessageContaining("read it as a tensor");
  }

  private static ModelOutputs reading(Operand<?> feature) {
    return ModelOutputs.predictions(Map.of("feature", feature));
  }

  private JsonNode logged(String event) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(job.resolve(TrainingLog.FILE))) {
      lines.add(JSON.readTree(line));
    }
    return lines.stream()
        .filter(line -> line.path("event").asText().equals(event))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
