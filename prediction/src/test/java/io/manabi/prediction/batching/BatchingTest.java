package io.manabi.prediction.batching;

import static io.manabi.prediction.batching.Batches.assertFails;
import static io.manabi.prediction.batching.Batches.upTo;
import static io.manabi.prediction.batching.Batches.y;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.TestModels;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Pictures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.error.Code;

@Timeout(60)
class BatchingTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private static Path temporary;
  private static Path half;

  @BeforeAll
  static void writeModel() {
    half = TestModels.halfPlus(2, temporary.resolve("half"));
  }

  private static BatchingOptions delayed(int rows, Duration delay, int atOnce) {
    return new BatchingOptions(rows, delay, 10, atOnce, List.of(), false, false, rows);
  }

  private static void assertIdle(Batches batches) {
    assertThat(y(batches.ask(4))).containsExactly(4f);
    assertThat(batches.runs.waiting()).isZero();
  }

  @Test
  void runsTogetherWhatCameWhileAnotherRan() {
    try (Batches batches = new Batches(half, upTo(10, 1))) {
      batches.holdUp(1);
      CompletableFuture<Map<String, FlatTensor>> one = batches.ask(2, 4);
      CompletableFuture<Map<String, FlatTensor>> two = batches.ask(6);
      assertThat(one).isNotDone();
      batches.runs.letGo();

      assertThat(y(one)).containsExactly(3f, 4f);
      assertThat(y(two)).containsExactly(5f);
      assertThat(batches.runs.rows()).containsExactly(1, 3);
    }
  }

  @Test
  void waitsForFullBatchesNoLongerThanTheDelay() {
    try (Batches batches = new Batches(half, delayed(4, HOUR, 3))) {
      batches.holdUp(1);
      List<CompletableFuture<Map<String, FlatTensor>>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        assertThat(batches.runs.rows()).isEmpty();
        assertThat(batches.runs.waiting()).isEqualTo(i);
        answers.add(batches.ask(i));
      }
      answers.forEach(Batches::get);
      assertThat(batches.runs.rows()).containsExactly(4);
    }
    try (Batches batches = new Batches(half, delayed(4, Duration.ofMillis(100), 3))) {
      batches.holdUp(1);
      long start = System.nanoTime();
      assertThat(y(batches.ask(2))).containsExactly(3f);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000);
      assertThat(batches.runs.rows()).containsExactly(1);
    }
  }

  @Test
  void waitsForNobodyWhenIdle() {
    try (Batches batches = new Batches(half, delayed(100, HOUR, 1))) {
      assertIdle(batches);
      batches.holdUp(1);
      CompletableFuture<Map<String, FlatTensor>> next = batches.ask(2);
      batches.runs.letGo();
      assertThat(y(next)).containsExactly(3f);
    }
  }

  @Test
  void hasTwoTimersHoweverManyWait() {
    try (Batches batches = new Batches(half, delayed(1000, HOUR, 2))) {
      ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) batches.threads.timer();
      batches.holdUp(1);
      List<CompletableFuture<Map<String, FlatTensor>>> answers = new ArrayList<>();
      for (int i = 0; i < 900; i++) {
        answers.add(batches.ask(i));
      }
      assertThat(timer.getQueue()).as("for a full batch, and for deadlines").hasSize(2);
      batches.runs.letGo();
      for (int i = 0; i < 900; i++) {
        assertThat(y(answers.get(i))).containsExactly(i / 2f + 2);
      }
      assertThat(timer.getQueue()).hasSize(2);
    }
  }

  @Test
  void runsSoManyBatchesAtOnceAsItIsTold() {
    try (Batches batches = new Batches(half, upTo(1, 3))) {
      batches.holdUp(3);
      CompletableFuture<Map<String, FlatTensor>> fourth = batches.ask(2);
      assertThat(batches.runs.waiting()).isEqualTo(1);
      batches.runs.letGo();
      assertThat(y(fourth)).containsExactly(3f);
    }
  }

  @Test
  void refusesAtOnceWhatAFullQueueHasNoRoomFor() {
    try (Batches batches = new Batches(half, upTo(2, 1))) {
      batches.holdUp(1);
      Deadline gone = Deadline.after(Batches.LONG);
      Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(1, 2));
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          IntStream.range(0, 10).mapToObj(i -> batches.ask("", x, List.of(), gone)).toList();

      CompletableFuture<Map<String, FlatTensor>> refused = batches.ask(1);
      assertThat(refused).isDone();
      assertFails(refused, Code.UNAVAILABLE, "queue to which this task was submitted is full");

      // Whose clients have gone keep no room.
      gone.cancel();
      CompletableFuture<Map<String, FlatTensor>> room = batches.ask(2);
      answers.forEach(answer -> assertFails(answer, Code.DEADLINE_EXCEEDED, "deadline"));
      batches.runs.letGo();
      assertThat(y(room)).containsExactly(3f);
      assertThat(batches.runs.rows()).containsExactly(1, 1);
    }
  }

  @Test
  void refusesTheThousandAndFirstThatWaitsAlone() {
    try (Batches batches = new Batches(half, Optional.empty())) {
      batches.holdUp(Runtime.getRuntime().availableProcessors());
      List<CompletableFuture<Map<String, FlatTensor>>> answers =
          IntStream.range(0, 1000).mapToObj(batches::ask).toList();
      assertFails(batches.ask(1), Code.UNAVAILABLE, "1000 requests wait");
      batches.runs.letGo();
      for (int i = 0; i < answers.size(); i++) {
        assertThat(y(answers.get(i))).containsExactly(i / 2f + 2);
      }
    }
  }

  @Test
  void takesManyBatchesThatMayWait() {
    BatchingOptions huge =
        new BatchingOptions(
            Integer.MAX_VALUE, Duration.ZERO, 1000, 2, List.of(), false, false, Integer.MAX_VALUE);
    try (Batches batches = new Batches(half, huge)) {
      assertIdle(batches);
    }
  }

  @Test
  void computesNothingWhoseDeadlinePassedOrWhoseClientHasGone() {
    try (Batches batches = new Batches(half, upTo(10, 1))) {
      batches.holdUp(1);
      Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(1));
      CompletableFuture<Map<String, FlatTensor>> late =
          batches.ask("", x, List.of(), Deadline.after(Duration.ofMillis(20)));
      assertFails(late, Code.DEADLINE_EXCEEDED, "before the request was run");
      Deadline gone = Deadline.after(Batches.LONG);
      CompletableFuture<Map<String, FlatTensor>> cancelled = batches.ask("", x, List.of(), gone);
      CompletableFuture<Map<String, FlatTensor>> good = batches.ask(2);
      gone.cancel();
      batches.runs.letGo();

      assertThat(y(good)).containsExactly(3f);
      assertFails(cancelled, Code.DEADLINE_EXCEEDED, "before the request was run");
      assertThat(batches.runs.rows()).containsExactly(1, 1);
      assertIdle(batches);
    }
  }

  @Test
  void mayBeAskedAgainByWhoeverGetsAnAnswer() {
    try (Batches batches = new Batches(half, upTo(10, 1))) {
      batches.holdUp(1);
      Deadline gone = Deadline.after(Batches.LONG);
      Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(1));
      List<CompletableFuture<Map<String, FlatTensor>>> again =
          IntStream.range(0, 3)
              .mapToObj(
                  i ->
                      batches
                          .ask("", x, List.of(), gone)
                          .exceptionallyCompose(failure -> batches.ask(i)))
              .toList();
      gone.cancel();
      batches.runs.letGo();

      for (int i = 0; i < 3; i++) {
        assertThat(y(again.get(i))).containsExactly(i / 2f + 2);
      }
      Awaitility.await().untilAsserted(() -> assertIdle(batches));
    }
  }

  @Test
  void keepsItsSlotsWhenAListenerFails() {
    RunListener failing =
        new RunListener() {
          @Override
          public void waited(long nanos) {
            throw new AssertionError("broken listener");
          }
        };
    try (Batches batches = new Batches(half, upTo(10, 1))) {
      BatchedModel model =
          new BatchedModel(
              batches.loaded,
              new Pictures(1000),
              Optional.of(upTo(10, 1)),
              batches.threads,
              failing);
      for (int i = 0; i < 3; i++) {
        Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(i));
        SignatureCall call = batches.loaded.call("", x, List.of());
        assertThat(y(model.run(call, Deadline.after(HOUR), RunListener.NONE)))
            .containsExactly(i / 2f + 2);
      }
    }
  }

  @Test
  void aSignatureThatIsStuckStopsNoOther() {
    Path endless = TestModels.endless(temporary.resolve("endless"));
    try (Batches stuck = new Batches(endless, upTo(1, 3));
        Batches other = new Batches(endless, upTo(2, 1))) {
      Map<String, FlatTensor> x = Map.of("x", TestTensors.floats(1));
      Deadline soon = Deadline.after(Duration.ofSeconds(4));
      List<CompletableFuture<Map<String, FlatTensor>>> loops = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        loops.add(
            CompletableFuture.supplyAsync(
                () -> Batches.get(stuck.ask("loop", x, List.of(), soon)),
                task -> new Thread(task).start()));
      }
      stuck.runs.awaitWaiting(3);

      assertThat(y(stuck.ask("", x))).containsExactly(2f);
      assertFails(
          stuck.ask("wait", x, List.of(), Deadline.after(Duration.ofMillis(200))),
          Code.DEADLINE_EXCEEDED,
          "");
      assertThat(y(other.ask("", x))).containsExactly(2f);
      assertThat(y(other.ask("three", x))).containsExactly(3f);
      assertThat(soon.isOver()).as("answered while the others were stuck").isFalse();
      loops.forEach(loop -> assertFails(loop, Code.DEADLINE_EXCEEDED, ""));
    }
  }

  @Test
  void givesEachOfManyThreadsItsOwnAnswer() {
    BatchingOptions options =
        new BatchingOptions(16, Duration.ofNanos(100_000), 50, 2, List.of(2, 8), false, true, 8);
    try (Batches batches = new Batches(half, options)) {
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int seed = 0; seed < 8; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        threads.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 300; i++) {
                    float[] x = new float[random.nextInt(1, 20)];
                    List<Float> expected = new ArrayList<>();
                    for (int row = 0; row < x.length; row++) {
                      x[row] = random.nextInt(1 << 20);
                      expected.add(x[row] / 2 + 2);
                    }
                    assertThat(y(batches.ask(x))).isEqualTo(expected);
                  }
                },
                task -> new Thread(task).start()));
      }
      threads.forEach(Batches::get);

      assertThat(batches.runs.rows()).allMatch(rows -> rows == 2 || rows == 8);
      Awaitility.await().untilAsserted(() -> assertIdle(batches));
    }
  }

  @Test
  @Timeout(5)
  void looksNotThroughAllThatWaitForEachBatch() {
    try (Batches batches = new Batches(half, upTo(10, 1))) {
      WaitingCalls waiting = new WaitingCalls();
      for (int i = 0; i < 50_000; i++) {
        PendingCall call =
            new PendingCall(
                batches.loaded.call("", Map.of("x", TestTensors.floats(1)), List.of()),
                Deadline.after(HOUR),
                RunListener.NONE);
        waiting.add(call, Optional.of(new PendingCall.Kind(List.of("y" + i), List.of())));
      }
      while (!waiting.isEmpty()) {
        waiting.batch(10).forEach(waiting::remove);
      }
      assertThat(waiting.rows()).isZero();
    }
  }
}
