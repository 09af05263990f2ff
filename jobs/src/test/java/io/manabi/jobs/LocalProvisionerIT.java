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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs jobs of real processes. */
@Timeout(60)
class LocalProvisionerIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir Path directory;
  private final List<String> lost = new CopyOnWriteArrayList<>();

  @Test
  void succeedsWithItsMasterAndLeavesNoProcess() throws Exception {
    try (RunningJob job = start(LIMIT, 2, 1)) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
    }
    assertThat(directory.resolve("logs/master-0.log")).content().contains("done");
    assertThat(Files.readString(directory.resolve("worker-1")))
        .contains("\"worker\":[\"127.0.0.1:", "\"ps\":[\"127.0.0.1:", "\"index\":1");
    assertThat(lost).isEmpty();
  }

  @Test
  void endsTasksThatOutliveTheMaster() throws Exception {
    try (RunningJob job = start(SHORT, 1, 1, "worker", "ignore-sigterm", "ps", "ignore-stdin")) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
    }
    assertThat(lost).isEmpty();
  }

  @Test
  void runsAMasterAlone() throws Exception {
    try (RunningJob job = start(SHORT, 0, 0)) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(Files.readString(directory.resolve("master-0"))).doesNotContain("\"ps\"");
  }

  @Test
  void failsWithItsMasterAndSaysWhy() throws Exception {
    try (RunningJob job = start(SHORT, 1, 1, "master", "fail", "worker", "wait", "ps", "wait")) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .isInstanceOf(ManabiException.class)
          .hasMessage(
              "Task master-0 ended with status 3: the disk is full; its log is "
                  + directory.resolve("logs/master-0.log")
                  + ".");
      assertThat(job.state()).isEqualTo(JobState.FAILED);
      assertNoneIsLeft(job);
    }
  }

  @Test
  void doesNotQuoteWhatAnEarlierRunLeftInTheLog() throws Exception {
    try (RunningJob job = start(SHORT, 0, 0)) {
      job.await(LIMIT);
    }
    try (RunningJob job = start(SHORT, 0, 0, "master", "fail-silently")) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageStartingWith("Task master-0 ended with status 4; its log is ");
    }
  }

  @Test
  void blamesTheTaskThatFailedFirst() throws Exception {
    try (RunningJob job =
        start(SHORT, 1, 1, "master", "fail-after-ps", "worker", "wait", "ps", "fail")) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Task ps-0 ended with status 3");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MASTER", "PS"})
  void failsWhenATaskThatItNeedsIsKilled(Task.Role role) throws Exception {
    try (RunningJob job = start(SHORT, 1, 1, "master", "wait", "worker", "wait", "ps", "wait")) {
      kill(job, new Task(role, 0));
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Task " + role.key() + "-0 was killed (signal 9); its log is ")
          .hasMessageEndingWith(role.key() + "-0.log.");
      assertNoneIsLeft(job);
    }
  }

  @Test
  void goesOnWhenAWorkerIsKilled() throws Exception {
    try (RunningJob job = start(SHORT, 2, 1, "master", "wait", "worker", "wait", "ps", "wait")) {
      kill(job, new Task(Task.Role.WORKER, 1));
      await().atMost(LIMIT).until(() -> !lost.isEmpty());
      assertThat(lost.get(0))
          .startsWith("Task worker-1 was killed (signal 9); its log is ")
          .endsWith("worker-1.log; the job goes on without it.");
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void endsWhenItIsCancelledEvenIfATaskDoesNotListen() throws Exception {
    RunningJob job = start(SHORT, 1, 1, "master", "ignore-sigterm", "worker", "wait", "ps", "wait");
    await().atMost(LIMIT).until(() -> processIds().size() == 3);
    job.cancel();
    assertThat(job.await(LIMIT)).isEqualTo(JobState.CANCELLED);
    assertNoneIsLeft(job);
  }

  @Test
  void saysThatTheProgramCannotBeRun() {
    JobSpec spec =
        new JobSpec("test", List.of("/no/such/java"), 1, 1, directory.resolve("logs"), SHORT);
    assertThatThrownBy(() -> LocalProvisioner.start(spec, lost::add))
        .isInstanceOf(ManabiException.class)
        .hasMessage("Cannot start task ps-0: /no/such/java is no program that can be run here.");
  }

  @Test
  void saysThatLogsCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    JobSpec spec = new JobSpec("test", List.of("true"), 0, 0, file.resolve("logs"), SHORT);
    assertThatThrownBy(() -> LocalProvisioner.start(spec, lost::add))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot write " + file.resolve("logs/master-0.log"));
  }

  @ParameterizedTest
  @CsvSource({"kill, wait", "end, ignore-stdin"})
  void leavesNoTaskBehindWhenItsOwnProcessEnds(String how, String behaviour) throws Exception {
    Process parent =
        new ProcessBuilder(java(StartsAJob.class, directory.toString(), behaviour))
            .inheritIO()
            .start();
    await().atMost(LIMIT).until(() -> processIds().size() == 3);
    List<Long> children = processIds();
    (how.equals("kill") ? parent.destroyForcibly() : endOf(parent)).waitFor();
    await().atMost(LIMIT).until(() -> children.stream().noneMatch(LocalProvisionerIT::isAlive));
  }

  private static Process endOf(Process process) {
    process.destroy();
    return process;
  }

  /** A program that starts a job and waits for ever. */
  static final class StartsAJob {
    private StartsAJob() {}

    public static void main(String[] args) throws Exception {
      JobSpec spec =
          spec(Path.of(args[0]), SHORT, 1, 1, "master", args[1], "worker", args[1], "ps", args[1]);
      try (RunningJob job = LocalProvisioner.start(spec, message -> {})) {
        job.await(Duration.ofHours(1));
      }
    }
  }

  private RunningJob start(Duration grace, int workers, int servers, String... behaviours) {
    return LocalProvisioner.start(spec(directory, grace, workers, servers, behaviours), lost::add);
  }

  private static JobSpec spec(
      Path directory, Duration grace, int workers, int servers, String... behaviours) {
    List<String> command = java(TestTask.class, directory.toString());
    command.addAll(List.of(behaviours));
    return new JobSpec("test", command, workers, servers, directory.resolve("logs"), grace);
  }

  private static List<String> java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
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
