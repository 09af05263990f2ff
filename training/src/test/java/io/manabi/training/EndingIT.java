package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.loop.BestCheckpoint;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Checkpoints.BestMetric;
import io.manabi.training.spec.Ending;
import io.manabi.training.spec.Limits;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.watch.TrainingLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that ends before its steps are made. */
class EndingIT {
  private static final long ENDLESS = 10_000_000;

  @TempDir Path data;
  @TempDir Path job;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  @Test
  void exportsWhenItsTimeIsOver() throws Exception {
    BestMetric loss = BestMetric.of("loss");
    Trainer.run(
        spec(new Ending(Optional.of(Duration.ofMillis(300)), 0), ENDLESS, loss),
        ClusterConfig.local());
    assertThat(lines("\"event\":\"exported\"")).hasSize(1);
  }

  /** The same training again only exports what is not there; one that is told more goes on. */
  @Test
  void trainsNoFurtherOnceItHasEnded() throws Exception {
    Ending soon = new Ending(Optional.of(Duration.ofMillis(300)), 0);
    Trainer.run(spec(soon, ENDLESS, BestMetric.of("loss")), local());
    String ended = Files.readString(job.resolve("last-step.txt"));
    Trainer.run(spec(soon, ENDLESS, BestMetric.of("loss")), local());
    assertThat(lines("\"event\":\"exported\"")).hasSize(1);
    deleteExport();
    Trainer.run(spec(soon, ENDLESS, BestMetric.of("loss")), local());
    assertThat(Files.readAllLines(job.resolve("last-step.txt")).get(0))
        .isEqualTo(ended.lines().findFirst().orElseThrow());
    assertThat(lines("\"event\":\"exported\"").stream().map(EndingIT::step).distinct()).hasSize(1);
    assertThat(lines("\"event\":\"exported\"").get(0)).contains("its time is over");
    assertThat(lines("\"event\":\"exported\"").get(1)).contains("it had ended there before");
    int more = step(lines("\"event\":\"exported\"").get(0)) + 7;
    Trainer.run(spec(Ending.BY_STEPS, more, BestMetric.of("loss")), local());
    assertThat(step(lines("\"event\":\"exported\"").get(2))).isEqualTo(more);
  }

  /** What is left when the last checkpoint is damaged is not the end. */
  @Test
  void trainsAgainWhatADamagedLastCheckpointHad() throws Exception {
    Checkpoints checkpoints =
        new Checkpoints(Duration.ZERO, 10, 5, Duration.ofHours(1), Optional.empty());
    Trainer.run(spec(Ending.BY_STEPS, 25, checkpoints), local());
    Path values = job.resolve("model.ckpt-25.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(values);
    bytes[bytes.length / 2] ^= 1;
    Files.write(values, bytes);
    Trainer.run(spec(Ending.BY_STEPS, 25, checkpoints), local());
    assertThat(lines("\"event\":\"exported\"").stream().map(EndingIT::step))
        .containsExactly(25, 25);
  }

  /** As when a task is lost while the model is exported, and the others have ended. */
  @Test
  void needsNoOtherTasksOnceItHasEnded(@TempDir Path logs) throws Exception {
    String[] arguments = {data.toString(), job.toString(), "20", "all-reduce", "0", "false", "30"};
    try (TestCluster cluster = TestCluster.start(job, logs, 1, 0, DenseJob.class, arguments)) {
      cluster.awaitSuccess();
      cluster.start("worker-0");
      cluster.awaitSuccess();
      assertThat(cluster.log("worker-0")).contains("there is nothing left to do for worker 0");
      cluster.start("master-0");
      cluster.awaitSuccess();
      assertThat(cluster.log("master-0")).contains("had ended before, with the model in");
      deleteExport();
      cluster.start("master-0");
      cluster.awaitSuccess();
    }
    assertThat(lines("\"event\":\"exported\"")).hasSize(2);
  }

  /** What processes before have trained counts. */
  @Test
  void endsAfterItsTimeInAll() throws Exception {
    Trainer.run(spec(Ending.BY_STEPS, 10, BestMetric.of("loss")), local());
    Files.writeString(job.resolve("trained-seconds.txt"), "3600\n");
    Ending hour = new Ending(Optional.of(Duration.ofHours(1)), 0);
    Trainer.run(spec(hour, ENDLESS, BestMetric.of("loss")), local());
    assertThat(lines("\"event\":\"exported\"")).hasSize(2);
    assertThat(Long.parseLong(Files.readString(job.resolve("trained-seconds.txt")).strip()))
        .isBetween(3600L, 3660L);
  }

  /** The last one is always measured. */
  @Test
  void writesCheckpointsBySteps() throws Exception {
    Checkpoints checkpoints =
        new Checkpoints(Duration.ZERO, 30, 3, Duration.ofHours(1), Optional.empty());
    Trainer.run(spec(Ending.BY_STEPS, 100, checkpoints), local());
    assertThat(Files.readString(job.resolve("checkpoint")))
        .isEqualTo(
            """
            model_checkpoint_path: "model.ckpt-100"
            all_model_checkpoint_paths: "model.ckpt-60"
            all_model_checkpoint_paths: "model.ckpt-90"
            all_model_checkpoint_paths: "model.ckpt-100"
            """);
    assertThat(lines("\"event\":\"evaluation\"").stream().map(EndingIT::step))
        .containsExactly(30, 100);
  }

  /** 30 steps of 16 of the 2,000 examples are made; three tasks make steps of 48. */
  @Test
  void makesWhatIsLeftOfAnEpochInAClusterOfAnotherSize() throws Exception {
    Trainer.run(DenseJob.spec(data, job, 30, 16, Strategy.PS_ASYNC), local());
    ClusterConfig cluster =
        ClusterConfig.parse(
            """
            {"cluster": {"master": ["a:1"], "worker": ["b:1", "c:1"]},
             "task": {"type": "worker", "index": 1}}""");
    String[] line =
        "--data-dir %s --job-dir %s --train-epochs 1 --strategy all-reduce"
            .formatted(data, job)
            .split(" ");
    TrainerArguments arguments = TrainerArguments.parse(List.of(), line);
    assertThat(arguments.steps(1, 16, cluster)).isEqualTo(30 + 32);
    assertThat(arguments.steps(1, 16, local())).isEqualTo(125);
  }

  private void deleteExport() throws IOException {
    try (Stream<Path> all = Files.walk(job.resolve("export"))) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private static int step(String line) {
    return Integer.parseInt(line.replaceAll(".*\"step\":(\\d+).*", "$1"));
  }

  /** A metric that never changes is no better the second time. */
  @Test
  void endsWhenNothingBecomesBetterAndKeepsTheBest() throws Exception {
    BestMetric loss = new BestMetric("loss", true);
    Trainer.run(spec(new Ending(Optional.empty(), 2), ENDLESS, loss), local());
    List<String> evaluations = lines("\"event\":\"evaluation\"");
    String first = evaluations.get(0).replaceAll(".*/(model.ckpt-\\d+).*", "$1");
    assertThat(evaluations).hasSizeBetween(3, 4);
    assertThat(Files.readString(job.resolve("best-checkpoint.json"))).contains("\"" + first + "\"");
    assertThat(job.resolve(first + ".index")).exists();
    assertThat(lines("\"event\":\"exported\"")).hasSize(1);
  }

  @Test
  void neverTakesWhatIsNoNumberForTheBest() {
    BestMetric metric = new BestMetric("auc", true);
    BestCheckpoint best = new BestCheckpoint(job, metric);
    best.evaluated(present("model.ckpt-1"), Map.of("auc", Double.NaN));
    BestCheckpoint again = new BestCheckpoint(job, metric);
    again.evaluated(present("model.ckpt-2"), Map.of("auc", 0.5));
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-2"));
    again.evaluated(present("model.ckpt-3"), Map.of("auc", Double.NaN));
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-2"));
    again.evaluated(present("model.ckpt-4"), Map.of("auc", Double.NaN));
    assertThat(again.evaluationsSince()).isEqualTo(2);
  }

  @Test
  void knowsTheBestOfAProcessBefore() {
    BestMetric metric = new BestMetric("accuracy", true);
    BestCheckpoint best = new BestCheckpoint(job, metric);
    assertThat(best.prefix()).isEmpty();
    best.evaluated(present("model.ckpt-1"), Map.of("accuracy", 0.9));
    best.evaluated(present("model.ckpt-2"), Map.of("accuracy", 0.8));
    BestCheckpoint again = new BestCheckpoint(job, metric);
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-1"));
    assertThat(again.evaluationsSince()).isLessThan(2);
    again.evaluated(present("model.ckpt-3"), Map.of("accuracy", 0.9));
    assertThat(again.evaluationsSince()).isEqualTo(2);
    again.evaluated(present("model.ckpt-4"), Map.of("accuracy", 0.91));
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-4"));
    assertThat(again.evaluationsSince()).isLessThan(2);
  }

  @Test
  void saysThatThereIsNoSuchMetric() {
    BestMetric metric = new BestMetric("f1", true);
    assertThatThrownBy(() -> Trainer.run(spec(Ending.BY_STEPS, 3, metric), local()))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The best checkpoint is to be the one by the metric 'f1', but the model has only [loss]; correct the name.");
  }

  private static ClusterConfig local() {
    return ClusterConfig.local();
  }

  private Path present(String name) {
    try {
      Files.writeString(job.resolve(name + ".index"), "");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return job.resolve(name);
  }

  private List<String> lines(String event) throws Exception {
    return Files.readAllLines(job.resolve(TrainingLog.FILE)).stream()
        .filter(line -> line.contains(event))
        .toList();
  }

  private TrainingSpec spec(Ending ending, long steps, BestMetric best) {
    Checkpoints checkpoints =
        new Checkpoints(Duration.ofMillis(200), 0, 5, Duration.ZERO, Optional.of(best));
    return spec(ending, steps, checkpoints);
  }

  private TrainingSpec spec(Ending ending, long steps, Checkpoints checkpoints) {
    TrainingSpec dense = DenseJob.spec(data, job, steps, 16, Strategy.PS_ASYNC);
    TrainingSpec.Schedule schedule = dense.schedule();
    return new TrainingSpec(
        dense.model(),
        dense.input(),
        new TrainingSpec.Schedule(
            steps,
            schedule.batchSize(),
            checkpoints,
            schedule.shuffleBuffer(),
            schedule.threads(),
            schedule.seed(),
            ending,
            Limits.DEFAULT),
        dense.learning(),
        dense.strategy(),
        dense.serving(),
        job);
  }
}
