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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs jobs of real processes. */
@Timeout(60)
class LocalProvisionerIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String[] WAIT = {"master", "wait", "worker", "wait", "ps", "wait"};

  @TempDir Path directory;
  private final List<String> restarts = new CopyOnWriteArrayList<>();

  @Test
  void succeedsWithItsMasterAndLeavesNoProcess() throws Exception {
    try (RunningJob job = start(LIMIT, 2, 1)) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
    }
    assertThat(directory.resolve("logs/master-0.log")).content().contains("done");
    assertThat(Files.readString(directory.resolve("worker-1")))
        .contains("\"worker\":[\"127.0.0.1:", "\"ps\":[\"127.0.0.1:", "\"index\":1");
    assertThat(restarts).isEmpty();
  }

  @Test
  void endsTasksThatOutliveTheMaster() throws Exception {
    try (RunningJob job = start(SHORT, 1, 1, "worker", "ignore-sigterm", "ps", "ignore-stdin")) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
    }
    assertThat(restarts).isEmpty();
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
  @EnumSource
  void failsWhenATaskIsKilledThatMayNotBeRestarted(Task.Role role) throws Exception {
    try (RunningJob job = start(SHORT, 1, 1, WAIT)) {
      kill(job, new Task(role, 0));
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Task " + role.key() + "-0 was killed (signal 9); its log is ")
          .hasMessageEndingWith(role.key() + "-0.log.");
      assertNoneIsLeft(job);
    }
    assertThat(restarts).isEmpty();
  }

  @Test
  void startsAWorkerAgainInItsPlace() throws Exception {
    try (RunningJob job = startWithRestarts(1, WAIT)) {
      await().atMost(LIMIT).until(() -> processIds().size() == 4);
      Map<Task, Long> before = job.processIds();
      String config = config("worker-1");
      Task worker = new Task(Task.Role.WORKER, 1);
      kill(job, worker);
      awaitOtherProcess("worker-1", Objects.requireNonNull(before.get(worker)));
      assertThat(config("worker-1")).isEqualTo(config);
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
      Map<Task, Long> after = job.processIds();
      before.forEach(
          (task, pid) ->
              assertThat(pid.equals(after.get(task)))
                  .as("%s", task)
                  .isEqualTo(!task.equals(worker)));
    }
    assertThat(restarts)
        .containsExactly(
            "Task worker-1 was killed (signal 9); its log is "
                + directory.resolve("logs/worker-1.log")
                + "; it is started again (1 of 1).");
  }

  @ParameterizedTest
  @EnumSource(names = {"MASTER", "PS"})
  void startsAllTasksAgainAtOtherAddressesWithoutMasterOrParameterServer(Task.Role role)
      throws Exception {
    try (RunningJob job = startWithRestarts(1, WAIT)) {
      await().atMost(LIMIT).until(() -> processIds().size() == 4);
      Map<Task, Long> before = job.processIds();
      String config = config("master-0");
      kill(job, new Task(role, 0));
      for (Map.Entry<Task, Long> task : before.entrySet()) {
        awaitOtherProcess(task.getKey().toString(), task.getValue());
      }
      assertThat(before.values()).noneMatch(LocalProvisionerIT::isAlive);
      assertThat(config("master-0")).isNotEqualTo(config);
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
      kill(job, new Task(role, 0));
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageStartingWith("Task " + role.key() + "-0 was killed (signal 9); its log is ")
          .hasMessageEndingWith(role.key() + "-0.log; it had been restarted once.");
      assertNoneIsLeft(job);
    }
    assertThat(restarts).hasSize(1);
    assertThat(restarts.get(0))
        .startsWith("Task " + role.key() + "-0 was killed (signal 9); its log is ")
        .endsWith(role.key() + "-0.log; all tasks are started again (1 of 1).");
  }

  @Test
  void startsAllTasksAgainWithoutAWorkerIfThereIsNoParameterServer() throws Exception {
    Task worker = new Task(Task.Role.WORKER, 1);
    try (RunningJob job = startWithRestarts(1, 0, WAIT)) {
      await().atMost(LIMIT).until(() -> processIds().size() == 3);
      Map<Task, Long> before = job.processIds();
      kill(job, worker);
      for (Map.Entry<Task, Long> task : before.entrySet()) {
        awaitOtherProcess(task.getKey().toString(), task.getValue());
      }
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }
    assertThat(restarts).hasSize(1);
    assertThat(restarts.get(0))
        .startsWith("Task worker-1 was killed (signal 9); its log is ")
        .endsWith("worker-1.log; all tasks are started again (1 of 1).");
  }

  @Test
  void startsAllTasksAgainAsOftenAsAWorkerSaysSo() throws Exception {
    try (RunningJob job =
        startWithRestarts(1, "master", "wait", "worker", "start-all-again", "ps", "wait")) {
      await().atMost(LIMIT).until(() -> restarts.size() >= 3);
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }
    assertThat(restarts)
        .allMatch(line -> line.contains("ended with status 75"))
        .allMatch(line -> line.endsWith("; all tasks are started again."));
  }

  @Test
  void goesOnWithFewerWorkersRatherThanToFail() throws Exception {
    try (RunningJob job = start(new JobSpec.Restarts(0, 1, JobSpec.Restarts.SILENCE), 0, WAIT)) {
      await().atMost(LIMIT).until(() -> processIds().size() == 3);
      Map<Task, Long> before = job.processIds();
      Task first = new Task(Task.Role.WORKER, 0);
      kill(job, first);
      awaitOtherProcess("worker-0", Objects.requireNonNull(before.get(first)));
      assertThat(job.processIds()).containsOnlyKeys(new Task(Task.Role.MASTER, 0), first);
      assertThat(config("worker-0")).containsPattern("\"worker\":\\[\"[^,]*\"]");
      assertThat(restarts)
          .containsExactly(
              "Task worker-0 was killed (signal 9); its log is "
                  + directory.resolve("logs/worker-0.log")
                  + "; the others are started again without it (workers left: 1).");
      kill(job, first);
      assertThatThrownBy(() -> job.await(LIMIT)).hasMessageContaining("Task worker-0 was killed");
      assertNoneIsLeft(job);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, it is", "0, all tasks are"})
  void killsATaskThatHangs(int servers, String which) throws Exception {
    JobSpec.Restarts policy = new JobSpec.Restarts(1, 2, Duration.ofSeconds(1));
    String[] answer = {"master", "answer", "worker", "answer", "ps", "answer"};
    try (RunningJob job = start(policy, servers, answer)) {
      await().atMost(LIMIT).until(() -> processIds().size() == 3 + servers);
      Task worker = new Task(Task.Role.WORKER, 1);
      long before = Objects.requireNonNull(job.processIds().get(worker));
      await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("answered-worker-1")));
      assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(before)).start().waitFor())
          .isZero();
      awaitOtherProcess("worker-1", before);
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }
    assertThat(restarts)
        .containsExactly(
            "Task worker-1 did not answer for 1 s and was killed; its log is "
                + directory.resolve("logs/worker-1.log")
                + "; %s started again (1 of 1).".formatted(which));
  }

  @Test
  void failsWhenWhoHearsOfItFails() throws Exception {
    JobSpec spec = spec(directory, SHORT, 1, 1, "master", "wait", "worker", "fail", "ps", "wait");
    JobSpec restarting =
        new JobSpec(
            spec.id(), spec.command(), 1, 1, spec.logDirectory(), JobSpec.Restarts.upTo(1), SHORT);
    try (RunningJob job =
        LocalProvisioner.start(
            restarting,
            message -> {
              throw new IllegalStateException("no terminal");
            })) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Nobody could watch over the job any more")
          .hasMessageContaining("no terminal");
      assertThat(job.state()).isEqualTo(JobState.FAILED);
      assertNoneIsLeft(job);
    }
  }

  @Test
  void givesUpOnATaskThatAlwaysFails() {
    try (RunningJob job = startWithRestarts(2, "master", "wait", "worker", "fail", "ps", "wait")) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageMatching(
              "Task worker-. ended with status 3: the disk is full; its log is .*worker-..log;"
                  + " it had been restarted 2 times.");
      assertNoneIsLeft(job);
    }
    assertThat(restarts).hasSizeBetween(2, 4);
  }

  @Test
  void doesNotRestartATaskWhoseInputIsWrong() {
    try (RunningJob job =
        startWithRestarts(2, "master", "fail-for-good", "worker", "wait", "ps", "wait")) {
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessage(
              "Task master-0 ended with status 2: the data is no data; its log is "
                  + directory.resolve("logs/master-0.log")
                  + ".");
    }
    assertThat(restarts).isEmpty();
  }

  @Test
  void endsWhenItIsCancelledEvenIfATaskDoesNotListen() throws Exception {
    RunningJob job = start(SHORT, 1, 1, "master", "ignore-sigterm", "worker", "wait", "ps", "wait");
    await().atMost(LIMIT).until(() -> processIds().size() == 3);
    job.cancel();
    assertThat(job.await(LIMIT)).isEqualTo(JobState.CANCELLED);
    assertNoneIsLeft(job);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsTheMasterSaveItsWorkBeforeItEnds(boolean cancelled) throws Exception {
    String[] behaviours = {"master", "save-at-sigterm", "worker", "wait", "ps", "wait"};
    if (cancelled) {
      RunningJob job = start(LIMIT, 1, 1, behaviours);
      await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("ready")));
      job.close();
      assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    } else {
      List<String> arguments = new ArrayList<>(List.of(directory.toString()));
      arguments.addAll(List.of(behaviours));
      Process parent =
          new ProcessBuilder(java(StartsAJob.class, arguments.toArray(String[]::new)))
              .inheritIO()
              .start();
      await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("ready")));
      endOf(parent).waitFor();
    }
    assertThat(directory.resolve("saved")).exists();
  }

  @Test
  void saysThatTheProgramCannotBeRun() {
    JobSpec spec =
        new JobSpec(
            "test",
            List.of("/no/such/java"),
            1,
            1,
            directory.resolve("logs"),
            JobSpec.Restarts.upTo(0),
            SHORT);
    assertThatThrownBy(() -> LocalProvisioner.start(spec, restarts::add))
        .isInstanceOf(ManabiException.class)
        .hasMessage("Cannot start task ps-0: /no/such/java is no program that can be run here.");
  }

  @Test
  void saysThatLogsCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    JobSpec spec =
        new JobSpec(
            "test", List.of("true"), 0, 0, file.resolve("logs"), JobSpec.Restarts.upTo(0), SHORT);
    assertThatThrownBy(() -> LocalProvisioner.start(spec, restarts::add))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot write " + file.resolve("logs/master-0.log"));
  }

  @ParameterizedTest
  @CsvSource({"kill, wait", "end, ignore-stdin"})
  void leavesNoTaskBehindWhenItsOwnProcessEnds(String how, String behaviour) throws Exception {
    Process parent =
        new ProcessBuilder(
                java(
                    StartsAJob.class,
                    directory.toString(),
                    "master",
                    behaviour,
                    "worker",
                    behaviour,
                    "ps",
                    behaviour))
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
      JobSpec spec = spec(Path.of(args[0]), SHORT, 1, 1, Arrays.copyOfRange(args, 1, args.length));
      try (RunningJob job = LocalProvisioner.start(spec, message -> {})) {
        job.await(Duration.ofHours(1));
      }
    }
  }

  private RunningJob start(Duration grace, int workers, int servers, String... behaviours) {
    return LocalProvisioner.start(
        spec(directory, grace, workers, servers, behaviours), restarts::add);
  }

  private RunningJob startWithRestarts(int maxRestarts, String... behaviours) {
    return startWithRestarts(maxRestarts, 1, behaviours);
  }

  private RunningJob startWithRestarts(int maxRestarts, int servers, String... behaviours) {
    return start(JobSpec.Restarts.upTo(maxRestarts), servers, behaviours);
  }

  private RunningJob start(JobSpec.Restarts policy, int servers, String... behaviours) {
    JobSpec none = spec(directory, SHORT, 2, servers, behaviours);
    return LocalProvisioner.start(
        new JobSpec(
            none.id(),
            none.command(),
            none.workers(),
            none.parameterServers(),
            none.logDirectory(),
            policy,
            none.grace()),
        restarts::add);
  }

  private static JobSpec spec(
      Path directory, Duration grace, int workers, int servers, String... behaviours) {
    List<String> command = java(TestTask.class, directory.toString());
    command.addAll(List.of(behaviours));
    return new JobSpec(
        "test",
        command,
        workers,
        servers,
        directory.resolve("logs"),
        JobSpec.Restarts.upTo(0),
        grace);
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

  /** What the task was told of the cluster. */
  private String config(String task) throws IOException {
    String content = Files.readString(directory.resolve(task));
    return content.substring(content.indexOf('\n') + 1);
  }

  private void awaitOtherProcess(String task, long before) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              String content = Files.readString(directory.resolve(task));
              return content.endsWith("}") && !content.startsWith(before + "\n");
            });
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
