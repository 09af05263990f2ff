package io.manabi.prediction.saved;

import static io.manabi.prediction.TestTensors.floats;
import static io.manabi.prediction.TestTensors.floatsOf;
import static io.manabi.prediction.TestTensors.texts;
import static io.manabi.prediction.TestTensors.textsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.prediction.TestModels;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.error.Code;

class InputsTest {
  @TempDir private static Path temporary;
  private static LoadedModel tabular;
  private static LoadedModel half;

  @BeforeAll
  static void load() {
    tabular =
        LoadedModel.load(TestModels.tabular(temporary.resolve("tabular")), LoadOptions.DEFAULT);
    half = LoadedModel.load(TestModels.halfPlus(2, temporary.resolve("half")), LoadOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    tabular.close();
    half.close();
  }

  private static FlatTensor longs(int rows) {
    return new NumberTensor(DataType.DT_INT64, Shape.of(rows), new byte[8 * rows]);
  }

  private static Map<String, FlatTensor> run(String signature, Map<String, FlatTensor> inputs) {
    return tabular.run(
        tabular.call(signature, inputs, List.of()), Deadline.after(Duration.ofSeconds(20)));
  }

  private static void assertRefused(
      LoadedModel model, String signature, Map<String, FlatTensor> inputs, String message) {
    assertThatThrownBy(() -> model.call(signature, inputs, List.of()))
        .isInstanceOfSatisfying(
            PredictionFailure.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  @Test
  void fillsTheDefaultsOfRowsIn() {
    Map<String, FlatTensor> outputs = run("", Map.of("age", longs(3)));

    assertThat(floatsOf(outputs.get("gain"))).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    assertThat(textsOf(outputs.get("job"))).containsExactly("", "", "");
    assertThat(floatsOf(outputs.get("pair"))).hasSize(6).containsOnly(Float.NaN);
    assertThat(outputs.get("tags"))
        .satisfies(tags -> assertThat(tags.shape()).isEqualTo(Shape.of(3, 1)));
    assertThat(textsOf(outputs.get("tags"))).containsExactly("", "", "");
    assertThat(outputs.get("hours"))
        .usingRecursiveComparison()
        .ignoringFields("shape")
        .isEqualTo(
            new NumberTensor(
                DataType.DT_INT64,
                Shape.of(3),
                new byte[] {
                  0, 0, 0, 0, 0, 0, 0, -128, 0, 0, 0, 0, 0, 0, 0, -128, 0, 0, 0, 0, 0, 0, 0, -128
                }));
  }

  @Test
  void fillsADefaultInThatStandsForAWholeInput() {
    assertThat(floatsOf(run("switched", Map.of("x", floats(1, 2))).get("y")))
        .containsExactly(3f, 6f);
    FlatTensor two = floats(2).reshaped(Shape.scalar());
    assertThat(floatsOf(run("switched", Map.of("x", floats(1, 2), "factor", two)).get("y")))
        .containsExactly(2f, 4f);
  }

  @Test
  void refusesWrongTypesInTheWordsOfTensorFlow() {
    assertRefused(
        half,
        "",
        Map.of("x", texts("a")),
        "Expects arg[0] to be float but string is provided: input \"x\"");
    assertRefused(
        tabular,
        "",
        Map.of("age", longs(1), "pair", longs(1)),
        "Expects arg[4] to be float but int64 is provided: input \"pair\"");
  }

  @Test
  void refusesWrongNamesInTheWordsOfTensorFlowServing() {
    assertRefused(
        half,
        "",
        Map.of("z", floats(1)),
        "input size does not match signature: 1!=1 len({z}) != len({x}). Sent extra: {z}."
            + " Missing but required: {x}.");
    assertRefused(
        half,
        "",
        Map.of(),
        "input size does not match signature: 0!=1 len({}) != len({x}). Sent extra: {}."
            + " Missing but required: {x}.");
    assertRefused(
        tabular,
        "",
        Map.of("gain", floats(1)),
        "input size does not match signature: 1!=6 len({gain}) !="
            + " len({age,gain,hours,job,pair,tags}). Sent extra: {}. Missing but required:"
            + " {age}.");
    assertRefused(
        half, "none", Map.of(), "Serving signature name: \"none\" not found in signature def");
  }

  @Test
  void refusesAModelWhoseDefaultsHaveAnotherType() throws IOException {
    Path broken = TestModels.tabular(temporary.resolve("broken"));
    SavedModel.Builder model =
        SavedModel.parseFrom(Files.readAllBytes(broken.resolve("saved_model.pb"))).toBuilder();
    var signature = model.getMetaGraphs(0).getSignatureDefOrThrow("switched").toBuilder();
    signature.putDefaults(
        "factor", signature.getDefaultsOrThrow("factor").toBuilder().setDtypeValue(9).build());
    model.getMetaGraphsBuilder(0).putSignatureDef("switched", signature.build());
    Files.write(broken.resolve("saved_model.pb"), model.build().toByteArray());

    assertThatThrownBy(() -> LoadedModel.load(broken, LoadOptions.DEFAULT))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("the default of the input factor is of type int64 and not float");
  }

  @Test
  void refusesWhatBecomesLargeOfAFewBytes() {
    FlatTensor rows =
        new NumberTensor(DataType.DT_INT64, Shape.of(Integer.MAX_VALUE, 0), new byte[0]);
    assertRefused(
        tabular, "", Map.of("age", rows), "Input \"age\" has 2147483647 rows without values");
    TensorProto.Builder filled =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(1);
    filled.getTensorShapeBuilder().addDimBuilder().setSize(500_000_000);
    assertThatThrownBy(() -> FlatTensor.of(filled.build()))
        .isInstanceOf(PredictionFailure.class)
        .hasMessageContaining("of shape [500000000] cannot be filled with one value");
  }
}
