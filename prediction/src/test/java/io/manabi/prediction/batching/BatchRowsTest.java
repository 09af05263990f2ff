package io.manabi.prediction.batching;

import static io.manabi.prediction.batching.Batches.assertFails;
import static io.manabi.prediction.batching.Batches.get;
import static io.manabi.prediction.batching.Batches.upTo;
import static io.manabi.prediction.batching.Batches.y;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.prediction.TestModels;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.error.Code;

/** What rows come together, and that each request gets its own back. */
@Timeout(60)
class BatchRowsTest {
  @TempDir private static Path temporary;
  private static Path half;
  private static Path hard;

  @BeforeAll
  static void writeModels() {
    half = TestModels.halfPlus(2, temporary.resolve("half"));
    hard = TestModels.hardToBatch(temporary.resolve("hard"));
  }

  private static BatchingOptions sizes(int most, boolean padded, boolean split, Integer... sizes) {
    int part = sizes.length > 0 ? sizes[sizes.length - 1] : most;
    return new BatchingOptions(most, Duration.ZERO, 10, 1, List.of(sizes), padded, split, part);
  }

  /** Asks all while another call is held up, so that they come into one batch if they can. */
  private static List<CompletableFuture<Map<String, FlatTensor>>> together(
      Batches batches, String signature, List<FlatTensor> inputs) {
    String input = batches.loaded.signature(signature).inputs().firstKey();
    batches.runs.hold(1);
    FlatTensor first = inputs.get(0).rows(0, 1);
    Batches.inBackground(() -> get(batches.ask(signature, Map.of(input, first))));
    batches.runs.awaitHeld(1);
    List<CompletableFuture<Map<String, FlatTensor>>> answers = new ArrayList<>();
    inputs.forEach(each -> answers.add(batches.ask(signature, Map.of(input, each))));
    batches.runs.letGo();
    return answers;
  }

  private static FlatTensor tokens(int rows, String... values) {
    return TestTensors.texts(values).reshaped(Shape.of(rows, values.length / rows));
  }

  private static List<String> texts(CompletableFuture<Map<String, FlatTensor>> answer) {
    return TestTensors.textsOf(get(answer).get("y"));
  }

  @Test
  void fillsBatchesUpToAnAllowedSize() {
    try (Batches batches = new Batches(half, sizes(8, false, false, 2, 4, 8))) {
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          together(
              batches,
              "",
              List.of(TestTensors.floats(2), TestTensors.floats(4, 6), TestTensors.floats(8, 10)));
      assertThat(y(answers.get(0))).containsExactly(3f);
      assertThat(y(answers.get(1))).containsExactly(4f, 5f);
      assertThat(y(answers.get(2))).containsExactly(6f, 7f);
      assertThat(batches.runs.rows()).containsExactly(2, 8);

      assertThat(y(batches.ask(2, 4, 6))).containsExactly(3f, 4f, 5f);
      assertThat(batches.runs.rows()).containsExactly(2, 8, 4);
    }
  }

  @Test
  void runsTooLargeRequestsInPartsIfAllowed() {
    try (Batches batches = new Batches(half, sizes(8, false, true, 2, 4))) {
      assertThat(y(batches.ask(0, 2, 4, 6, 8, 10, 12, 14, 16)))
          .containsExactly(2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f);
      assertThat(batches.runs.rows()).containsExactly(4, 4, 2);
    }
    try (Batches batches = new Batches(half, upTo(2, 1))) {
      assertFails(
          batches.ask(1, 2, 3),
          Code.INVALID_ARGUMENT,
          "Task size 3 is larger than maximum input batch size 2");
      assertThat(batches.runs.rows()).isEmpty();
    }
  }

  @Test
  void fillsShorterRowsUpOnlyWhenTold() {
    List<FlatTensor> inputs = List.of(tokens(1, "a", "b", "c"), tokens(2, "d", "e"));
    try (Batches batches = new Batches(hard, sizes(8, false, false))) {
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          together(batches, "ragged", inputs);
      assertThat(texts(answers.get(1))).containsExactly("d", "e");
      assertThat(texts(answers.get(0))).containsExactly("a", "b", "c");
      assertThat(batches.runs.rows()).containsExactly(1, 1, 2);
    }
    try (Batches batches = new Batches(hard, sizes(8, true, false))) {
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          together(batches, "ragged", inputs);
      assertThat(texts(answers.get(0))).containsExactly("a", "b", "c");
      // As TensorFlow Serving does it: with the first element of the request's own.
      assertThat(texts(answers.get(1))).containsExactly("d", "d", "d", "e", "d", "d");
      assertThat(batches.runs.rows()).containsExactly(1, 3);
    }
  }

  @Test
  void fillsNothingUpThatTheSignatureFixes() {
    FlatTensor good = TestTensors.floats(1, 2).reshaped(Shape.of(1, 2));
    FlatTensor wrong = TestTensors.floats(3).reshaped(Shape.of(1, 1));
    try (Batches batches = new Batches(hard, sizes(8, true, false))) {
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          together(batches, "pairs", List.of(good, wrong));
      assertThat(y(answers.get(0))).containsExactly(1f, 2f);
      assertFails(answers.get(1), Code.INVALID_ARGUMENT, "");
    }
  }

  @Test
  void keepsRequestsForOtherOutputsApart() {
    try (Batches batches = new Batches(TestModels.classifier(temporary.resolve("c")), upTo(9, 1))) {
      Map<String, FlatTensor> row =
          Map.of("inputs", TestTensors.floats(1, 2, 3, 4).reshaped(Shape.of(1, 4)));
      batches.runs.hold(1);
      Batches.inBackground(() -> get(batches.ask("", row)));
      batches.runs.awaitHeld(1);
      Deadline deadline = Deadline.after(Batches.LONG);
      CompletableFuture<Map<String, FlatTensor>> classes =
          batches.ask("", row, List.of("classes"), deadline);
      CompletableFuture<Map<String, FlatTensor>> both = batches.ask("", row);
      CompletableFuture<Map<String, FlatTensor>> classesToo =
          batches.ask("", row, List.of("classes"), deadline);
      batches.runs.letGo();

      assertThat(get(classes)).containsOnlyKeys("classes");
      assertThat(get(classesToo)).containsOnlyKeys("classes");
      assertThat(get(both)).containsOnlyKeys("classes", "probabilities");
      assertThat(batches.runs.rows()).containsExactly(1, 2, 1);
    }
  }

  @Test
  void aBadRowFailsItsOwnRequestOnly() {
    List<FlatTensor> inputs = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      inputs.add(TestTensors.texts(i == 13 ? "bad" : "" + i));
    }
    try (Batches batches = new Batches(hard, sizes(32, false, false, 1, 32))) {
      List<CompletableFuture<Map<String, FlatTensor>>> answers = together(batches, "parse", inputs);
      for (int i = 0; i < 32; i++) {
        if (i == 13) {
          assertFails(answers.get(i), Code.INVALID_ARGUMENT, "could not correctly convert");
        } else {
          assertThat(y(answers.get(i))).containsExactly((float) i);
        }
      }
      // The one that is held up, all, and then halves: not each alone.
      assertThat(batches.runs.rows()).hasSize(2 + 2 * 5);
    }
  }

  @Test
  void answersEachAloneWhereOutputsHaveOtherRows() {
    FlatTensor one = TestTensors.floats(1);
    try (Batches batches = new Batches(hard, upTo(8, 1))) {
      // Two rows and two labels: they are not the rows' labels.
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          together(batches, "labels", List.of(one, TestTensors.floats(2)));
      for (int i = 0; i < 2; i++) {
        assertThat(y(answers.get(i))).containsExactly(2f * (i + 1));
        assertThat(TestTensors.textsOf(get(answers.get(i)).get("labels")))
            .containsExactly("no", "yes");
      }
      Deadline deadline = Deadline.after(Batches.LONG);
      assertThat(get(batches.ask("labels", Map.of("x", one), List.of("y"), deadline)))
          .containsOnlyKeys("y");
    }
    try (Batches batches = new Batches(hard, upTo(8, 1))) {
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          together(batches, "distinct", List.of(one, one, TestTensors.floats(2, 2)));
      assertThat(y(answers.get(0))).containsExactly(1f);
      assertThat(y(answers.get(1))).containsExactly(1f);
      assertThat(y(answers.get(2))).containsExactly(2f);
    }
    try (Batches batches = new Batches(half, sizes(4, false, true, 4))) {
      Map<String, FlatTensor> outputs =
          get(batches.ask("total", Map.of("x", TestTensors.floats(1, 2, 3, 4, 5))));
      assertThat(TestTensors.floatsOf(outputs.get("sum"))).containsExactly(15f);
      assertThat(TestTensors.floatsOf(outputs.get("y"))).hasSize(5);
    }
  }

  @Test
  void anOutputWithOtherRowsKeepsOnlyThoseApartWhoAskForIt() {
    try (Batches batches = new Batches(half, upTo(8, 1))) {
      get(batches.ask("total", Map.of("x", TestTensors.floats(1))));
      Deadline deadline = Deadline.after(Batches.LONG);
      Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(2));
      batches.runs.hold(1);
      Batches.inBackground(() -> get(batches.ask("total", x)));
      batches.runs.awaitHeld(1);
      CompletableFuture<Map<String, FlatTensor>> sum = batches.ask("total", x);
      CompletableFuture<Map<String, FlatTensor>> one =
          batches.ask("total", x, List.of("y"), deadline);
      CompletableFuture<Map<String, FlatTensor>> two =
          batches.ask("total", x, List.of("y"), deadline);
      batches.runs.letGo();

      assertThat(y(one)).containsExactly(3f);
      assertThat(y(two)).containsExactly(3f);
      assertThat(get(sum)).containsKey("sum");
      assertThat(batches.runs.rows()).containsExactly(1, 1, 1, 2);
    }
  }

  @Test
  void runsAloneWhatHasNoRows() {
    try (Batches batches = new Batches(hard, sizes(8, false, false, 4, 8))) {
      FlatTensor scalar = TestTensors.floats(3).reshaped(Shape.scalar());
      assertThat(y(batches.ask("scalar", Map.of("x", scalar)))).containsExactly(6f);
      assertThat(y(batches.ask("nothing", Map.of()))).containsExactly(7f);
      assertThat(y(batches.ask("labels", Map.of("x", TestTensors.floats())))).isEmpty();
      assertThat(batches.runs.rows()).containsExactly(1, 1, 1);
    }
  }

  @Test
  void refusesNumbersThatContradictEachOther() {
    assertThatThrownBy(() -> sizes(8, false, false, 0, 8))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The batching parameter allowed_batch_sizes is 0; expected ascending sizes, from 1"
                + " on.");
    assertThatThrownBy(() -> sizes(8, false, false, 4, 4, 8)).hasMessageContaining("ascending");
    assertThatThrownBy(() -> sizes(8, false, false, 4)).hasMessageContaining("8, last");
    assertThatThrownBy(() -> upTo(0, 1)).hasMessageContaining("max_batch_size is 0");
    assertThatThrownBy(
            () -> new BatchingOptions(8, Duration.ofNanos(-1000), 1, 1, List.of(), false, false, 8))
        .hasMessageContaining("batch_timeout_micros is -1;");
  }
}
