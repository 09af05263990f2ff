package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ends tasks of jobs before their time. */
@Timeout(60)
class RestartsIT extends RealJobs {
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
      Map<Task, Long> before = pids(job);
      String config = config("worker-1");
      Task worker = new Task(Task.Role.WORKER, 1);
      kill(job, worker);
      awaitOtherProcess("worker-1", Objects.requireNonNull(before.get(worker)));
      assertThat(config("worker-1")).isEqualTo(config);
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
      Map<Task, Long> after = pids(job);
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
      Map<Task, Long> before = pids(job);
      String config = config("master-0");
      kill(job, new Task(role, 0));
      for (Map.Entry<Task, Long> task : before.entrySet()) {
        awaitOtherProcess(task.getKey().toString(), task.getValue());
      }
      assertThat(before.values()).noneMatch(RealJobs::isAlive);
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
      Map<Task, Long> before = pids(job);
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
      Map<Task, Long> before = pids(job);
      Task first = new Task(Task.Role.WORKER, 0);
      kill(job, first);
      awaitOtherProcess("worker-0", Objects.requireNonNull(before.get(first)));
      assertThat(pids(job)).containsOnlyKeys(new Task(Task.Role.MASTER, 0), first);
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
      long before = pid(job, worker);
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
  void runsAndRestartsOneTaskOfAClusterElsewhere() throws Exception {
    Task worker = new Task(Task.Role.WORKER, 1);
    TfConfig cluster =
        new TfConfig(
            Map.of(
                "master", List.of("a:1"), "worker", List.of("b:1", "c:1"), "ps", List.of("d:1")));
    JobSpec none = spec(directory, SHORT, 0, 0, "worker", "wait");
    JobSpec spec =
        new JobSpec(
            none.id(), none.command(), 0, 0, none.logDirectory(), JobSpec.Restarts.upTo(1), SHORT);
    try (RunningJob job = RunningJob.startOne(spec, worker, cluster, PROCESSES, restarts::add)) {
      await().atMost(LIMIT).until(() -> processIds().size() == 1);
      long before = pid(job, worker);
      assertThat(config("worker-1")).contains("\"master\":[\"a:1\"]", "\"index\":1");
      kill(job, worker);
      awaitOtherProcess("worker-1", before);
      assertThat(restarts.get(0)).endsWith("worker-1.log; it is started again (1 of 1).");
      kill(job, worker);
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageEndingWith("worker-1.log; it had been restarted once.");
    }
  }

  @Test
  void succeedsWithTheOnlyTaskThatIsHere() throws Exception {
    TfConfig cluster = new TfConfig(Map.of("master", List.of("a:1"), "ps", List.of("d:1")));
    JobSpec spec = spec(directory, SHORT, 0, 0);
    Task server = new Task(Task.Role.PS, 0);
    try (RunningJob job = RunningJob.startOne(spec, server, cluster, PROCESSES, restarts::add)) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void goesOnWhenWhoHearsOfItFails() throws Exception {
    JobSpec spec = spec(directory, SHORT, 1, 1, WAIT);
    JobSpec restarting =
        new JobSpec(
            spec.id(), spec.command(), 1, 1, spec.logDirectory(), JobSpec.Restarts.upTo(1), SHORT);
    JobListener failing =
        new JobListener() {
          @Override
          public void restarting(String message) {
            restarts.add(message);
            throw new IllegalStateException("no terminal");
          }

          @Override
          public void progressed(JobProgress progress) {
            throw new IllegalStateException("no database");
          }
        };
    try (RunningJob job = RunningJob.start(restarting, PROCESSES, failing)) {
      job.onChange(
          (before, after) -> {
            throw new IllegalStateException("no log");
          });
      await().atMost(LIMIT).until(() -> processIds().size() == 3);
      Task worker = new Task(Task.Role.WORKER, 0);
      long before = pid(job, worker);
      kill(job, worker);
      awaitOtherProcess("worker-0", before);
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
      job.cancel();
      assertThat(job.await(LIMIT)).isEqualTo(JobState.CANCELLED);
      assertNoneIsLeft(job);
    }
    assertThat(restarts).hasSize(1);
  }

  @Test
  void failsWhenNobodyCanWatchOverItAnyMore() throws Exception {
    JobSpec none = spec(directory, SHORT, 1, 1, WAIT);
    JobSpec spec =
        new JobSpec(
            none.id(), none.command(), 1, 1, none.logDirectory(), JobSpec.Restarts.upTo(1), SHORT);
    Provisioner stopping = new StoppingProvisioner(PROCESSES, 3, true);
    try (RunningJob job = RunningJob.start(spec, stopping, restarts::add)) {
      kill(job, new Task(Task.Role.WORKER, 0));
      assertThatThrownBy(() -> job.await(LIMIT))
          .hasMessageContaining("Nobody could watch over the job any more")
          .hasMessageContaining("Stopped");
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
}
