package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs jobs of real processes. */
@Timeout(60)
class LocalProvisionerIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final List<String> lost = new CopyOnWriteArrayList<>();

  @Test
  void succeedsWithItsMasterAndLeavesNoProcess() throws Exception {
    try (RunningJob job = start(2, 1, "master", "succeed", "worker", "succeed", "ps", "wait")) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
    }
    assertThat(directory.resolve("logs/master-0.log")).content().contains("done");
    assertThat(Files.readString(directory.resolve("worker-1")))
        .contains("\"worker\":[\"127.0.0.1:", "\"ps\":[\"127.0.0.1:", "\"index\":1");
    assertThat(lost).isEmpty();
  }

  @Test
  void runsAMasterAlone() throws Exception {
    try (RunningJob job = start(0, 0, "master", "succeed")) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(Files.readString(directory.resolve("master-0"))).doesNotContain("\"ps\"");
  }

  @Test
  void failsWithItsMasterAndSaysWhy() throws Exception {
    try (RunningJob job = start(1, 1, "master", "fail", "worker", "wait", "ps", "wait")) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining("Task master-0 ended with status 3: the disk is full")
          .hasMessageContaining(directory.resolve("logs/master-0.log").toString());
      assertThat(job.state()).isEqualTo(JobState.FAILED);
      assertNoneIsLeft(job);
    }
  }

  @Test
  void failsWhenAParameterServerIsKilled() throws Exception {
    try (RunningJob job = start(1, 1, "master", "wait", "worker", "wait", "ps", "wait")) {
      kill(job, new Task(Task.Role.PS, 0));
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Task ps-0 was killed (signal 9)")
          .hasMessageContaining("ps-0.log");
      assertNoneIsLeft(job);
    }
  }

  @Test
  void failsWhenTheMasterIsKilled() throws Exception {
    try (RunningJob job = start(1, 1, "master", "wait", "worker", "wait", "ps", "wait")) {
      kill(job, new Task(Task.Role.MASTER, 0));
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Task master-0 was killed (signal 9)");
      assertNoneIsLeft(job);
    }
  }

  @Test
  void goesOnWhenAWorkerIsKilled() throws Exception {
    try (RunningJob job = start(2, 1, "master", "wait", "worker", "wait", "ps", "wait")) {
      kill(job, new Task(Task.Role.WORKER, 1));
      await().atMost(LIMIT).until(() -> !lost.isEmpty());
      assertThat(lost.get(0)).contains("Task worker-1 was killed (signal 9)", "goes on without");
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void endsWhenItIsCancelledEvenIfATaskDoesNotListen() throws Exception {
    RunningJob job = start(1, 1, "master", "ignore-sigterm", "worker", "wait", "ps", "wait");
    job.cancel();
    assertThat(job.await(LIMIT)).isEqualTo(JobState.CANCELLED);
    assertNoneIsLeft(job);
  }

  @Test
  void leavesNoTaskBehindWhenItsOwnProcessIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(java(StartsAJob.class, directory.toString())).inheritIO().start();
    await().atMost(LIMIT).until(() -> processIds().size() == 3);
    List<Long> children = processIds();
    parent.destroyForcibly().waitFor();
    await().atMost(LIMIT).until(() -> children.stream().noneMatch(LocalProvisionerIT::isAlive));
  }

  /** A program that starts a job and waits for ever. */
  static final class StartsAJob {
    private StartsAJob() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      try (RunningJob job =
          LocalProvisioner.start(
              spec(directory, 1, 1, "master", "wait", "worker", "wait", "ps", "wait"),
              message -> {})) {
        job.await(Duration.ofHours(1));
      }
    }
  }

  private RunningJob start(int workers, int servers, String... behaviours) throws IOException {
    RunningJob job =
        LocalProvisioner.start(spec(directory, workers, servers, behaviours), lost::add);
    await().atMost(LIMIT).until(() -> processIds().size() == 1 + workers + servers);
    return job;
  }

  private static JobSpec spec(Path directory, int workers, int servers, String... behaviours) {
    List<String> command = java(TestTask.class, directory.toString());
    command.addAll(List.of(behaviours));
    return new JobSpec(
        "test", command, workers, servers, directory.resolve("logs"), Duration.ofSeconds(2));
  }

  private static List<String> java(Class<?> main, String argument) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument));
  }

  /** The processes that have left a trace of life. */
  private List<Long> processIds() throws IOException {
    List<Long> ids = new ArrayList<>();
    for (String name : List.of("master-0", "worker-0", "worker-1", "ps-0")) {
      Path trace = directory.resolve(name);
      String content = Files.exists(trace) ? Files.readString(trace) : "";
      if (content.endsWith("}")) {
        ids.add(Long.parseLong(content.substring(0, content.indexOf('\n'))));
      }
    }
    return ids;
  }

  private static void kill(RunningJob job, Task task) {
    ProcessHandle.of(Objects.requireNonNull(job.processIds().get(task)))
        .orElseThrow()
        .destroyForcibly();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void assertNoneIsLeft(RunningJob job) {
    assertThat(job.processIds().values()).noneMatch(LocalProvisionerIT::isAlive);
  }
}
