package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.training.events.EventFile;
import io.manabi.training.watch.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trains in four processes on TensorFlow's gRPC runtime, and kills some of them. */
@Timeout(120)
class ClusterIT {
  private static final long ENDLESS = 1_000_000;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  private @Nullable TestCluster cluster;

  @BeforeEach
  void writeData() throws IOException {
    StripesJob.writeData(data);
  }

  @AfterEach
  void killAll() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void allTasksEndByThemselvesWhenTheStepsAreDone() throws Exception {
    TestCluster running = start(StripesJob.class, 300);
    running.awaitSuccess();
    assertThat(Files.readString(job.resolve("checkpoint"))).contains("model.ckpt-30");
    List<String> lines = Files.readAllLines(job.resolve(TrainingLog.FILE));
    assertThat(lines.get(lines.size() - 1)).contains("\"event\":\"exported\"");
    for (String task : List.of("master-0", "worker-0", "worker-1")) {
      assertThat(EventFile.summaries(job.resolve("train").resolve(task), "examples_per_second"))
          .as(task)
          .isNotEmpty();
      assertThat(job.resolve("training-log." + task + ".jsonl"))
          .content()
          .contains("\"task\":\"" + task + "\"", "\"step_seconds\":");
    }
    String evaluation = lines.get(lines.size() - 2);
    assertThat(Double.parseDouble(evaluation.replaceAll(".*\"accuracy\":([0-9.]+).*", "$1")))
        .isGreaterThan(0.98);
  }

  @Test
  void everyTaskFillsLookupTablesAndMovesAverages() throws Exception {
    PeopleJob.writeData(data);
    TestCluster running = start(PeopleJob.class, 400);
    running.awaitSuccess();
    List<String> lines = Files.readAllLines(job.resolve(TrainingLog.FILE));
    String evaluation = lines.get(lines.size() - 2);
    assertThat(Double.parseDouble(evaluation.replaceAll(".*\"auc\":([0-9.]+).*", "$1")))
        .isGreaterThan(0.94);
  }

  @Test
  void goesOnWhenAWorkerIsKilledWhichThenJoinsAgainUntilAllAreToldToEnd() throws Exception {
    TestCluster running = start(StripesJob.class, ENDLESS);
    running.awaitStep(50);
    await()
        .atMost(TestCluster.LIMIT)
        .until(() -> running.log("worker-1").contains("worker 1 joined at step "));
    running.task("worker-1").destroyForcibly().waitFor();
    long before = running.lastStep();
    running.awaitStep(before + 50);
    // The log is begun anew, so what is in it comes from the second process.
    running.start("worker-1");
    await()
        .atMost(TestCluster.LIMIT)
        .until(() -> running.log("worker-1").contains("worker 1 joined at step "));
    long joined =
        Long.parseLong(running.log("worker-1").replaceAll("(?s).*joined at step (\\d+).*", "$1"));
    assertThat(joined).isGreaterThan(before);
    running.awaitStep(joined + 50);
    assertThat(running.tasks().values()).allMatch(Process::isAlive);
    assertWritesACheckpointWhenAllTasksAreToldToEnd(running);
  }

  private void assertWritesACheckpointWhenAllTasksAreToldToEnd(TestCluster running)
      throws Exception {
    running.tasks().values().forEach(task -> task.toHandle().destroy());
    for (String name : running.tasks().keySet()) {
      assertThat(running.task(name).waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
    }
    List<String> lines = Files.readAllLines(job.resolve(TrainingLog.FILE));
    assertThat(lines.get(lines.size() - 1))
        .as(running.log("master-0"))
        .contains("\"event\":\"stopped\"");
    assertThat(job.resolve("checkpoint"))
        .content()
        .startsWith("model_checkpoint_path: \"model.ckpt-" + running.lastStep() + "\"\n");
    assertThat(running.log("master-0")).contains("told to end at step " + running.lastStep());
  }

  @Test
  void saysByItsStatusThatAnotherTryWouldFail() throws Exception {
    Files.delete(data.resolve(StripesJob.TRAIN));
    cluster = TestCluster.start(job, logs, 0, 0, StripesJob.class, arguments(10));
    assertThat(cluster.task("master-0").waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(cluster.task("master-0").exitValue()).isEqualTo(Trainer.USER_ERROR);
    assertThat(cluster.log("master-0"))
        .contains("The examples in " + data.resolve(StripesJob.TRAIN));
  }

  @Test
  void endsWithAReasonWhenTheParameterServerIsKilled() throws Exception {
    TestCluster running = start(StripesJob.class, ENDLESS);
    running.awaitStep(50);
    running.task("ps-0").destroyForcibly();
    for (String name : List.of("master-0", "worker-0", "worker-1")) {
      assertThat(running.task(name).waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
      assertThat(running.task(name).exitValue()).as(name).isEqualTo(1);
      assertThat(running.log(name))
          .containsPattern("Lost the connection to ps 0: (Socket|Connection|failed to connect)");
    }
  }

  /** As where each task is restarted by itself, on machines of their own. */
  @Test
  void hasAllTasksBeginAnewWhenTheMasterWasStartedAgain() throws Exception {
    TestCluster running = start(StripesJob.class, ENDLESS);
    running.awaitStep(50);
    await().atMost(TestCluster.LIMIT).until(() -> Files.exists(job.resolve("checkpoint")));
    running.task("master-0").destroyForcibly().waitFor();
    running.start("master-0");
    running.awaitEnd();
    assertThat(running.task("master-0").exitValue()).isEqualTo(Trainer.START_ALL_AGAIN);
    assertThat(running.task("ps-0").exitValue()).isEqualTo(Trainer.START_ALL_AGAIN);
    assertThat(running.task("worker-0").exitValue()).isEqualTo(1);
    for (String task : running.tasks().keySet()) {
      running.start(task);
    }
    running.awaitStep(running.lastStep() + 50);
    assertThat(running.log("master-0")).contains("goes on from " + job.resolve("model.ckpt-"));
    assertEndsWithItsStandardInput(running);
  }

  private static void assertEndsWithItsStandardInput(TestCluster running) throws Exception {
    for (Process task : running.tasks().values()) {
      task.getOutputStream().close();
    }
    for (var task : running.tasks().entrySet()) {
      assertThat(task.getValue().waitFor(20, TimeUnit.SECONDS)).as(task.getKey()).isTrue();
    }
    assertThat(running.log("master-0")).contains("told to end at step " + running.lastStep());
  }

  private TestCluster start(Class<?> main, long steps) throws IOException {
    TestCluster started = TestCluster.start(job, logs, 2, 1, main, arguments(steps));
    cluster = started;
    return started;
  }

  private String[] arguments(long steps) {
    return new String[] {data.toString(), job.toString(), String.valueOf(steps)};
  }
}
