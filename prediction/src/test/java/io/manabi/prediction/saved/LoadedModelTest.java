package io.manabi.prediction.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.prediction.TestModels;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.error.Code;

class LoadedModelTest {
  @TempDir private Path temp;

  private static Map<String, FlatTensor> run(LoadedModel model, String signature, Duration limit) {
    return model.run(
        model.call(signature, Map.of("x", TestTensors.floats(1, 2)), List.of()),
        Deadline.after(limit));
  }

  @Test
  void runsASignature() {
    try (LoadedModel model = LoadedModel.load(TestModels.halfPlus(2, temp), LoadOptions.DEFAULT)) {
      assertThat(run(model, "", Duration.ofSeconds(10)))
          .hasEntrySatisfying(
              "y",
              y ->
                  assertThat(y)
                      .usingRecursiveComparison()
                      .ignoringFields("shape")
                      .isEqualTo(TestTensors.floats(2.5f, 3)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "wait"})
  @Timeout(60)
  void theDeadlineEndsARunThatDoesNotEnd(String signature) {
    try (LoadedModel model = LoadedModel.load(TestModels.endless(temp), LoadOptions.DEFAULT)) {
      assertThatThrownBy(() -> run(model, signature, Duration.ofMillis(300)))
          .isInstanceOfSatisfying(
              PredictionFailure.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED));
      assertThat(run(model, "", Duration.ofSeconds(10))).containsKey("y");
    }
  }

  @Test
  @Timeout(60)
  void theDeadlineEndsEachOfThoseThatWaitTogether() {
    try (LoadedModel model = LoadedModel.load(TestModels.endless(temp), LoadOptions.DEFAULT)) {
      CompletableFuture<Void> older = CompletableFuture.runAsync(() -> runLate(model, 4000));
      for (int i = 0; i < 20; i++) {
        runLate(model, 50);
      }
      assertThat(older).isNotDone();
      older.join();
    }
  }

  private static void runLate(LoadedModel model, int millis) {
    try {
      run(model, "wait", Duration.ofMillis(millis));
    } catch (PredictionFailure e) {
      assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void refusesAnswersThatAreTooLargeAndGoesOn() {
    long tooMany = (256 << 20) / Float.BYTES + 1;
    try (LoadedModel model = LoadedModel.load(TestModels.filling(temp), LoadOptions.DEFAULT)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> filled(model, tooMany))
            .isInstanceOf(PredictionFailure.class)
            .hasMessageContaining(
                "of shape [67108865] and 268435460 bytes; at most 268435456 can be")
            .extracting(e -> ((PredictionFailure) e).code())
            .isEqualTo(Code.RESOURCE_EXHAUSTED);
      }
      assertThat(TestTensors.floatsOf(filled(model, 2).get("y"))).containsExactly(1f, 1f);
    }
  }

  private static Map<String, FlatTensor> filled(LoadedModel model, long size) {
    return model.run(
        model.call("", Map.of("size", TestTensors.longs(size)), List.of()),
        Deadline.after(Duration.ofMinutes(1)));
  }
}
