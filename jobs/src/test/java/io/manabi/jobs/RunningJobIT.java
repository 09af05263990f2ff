package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.manabi.core.ManabiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs jobs of real processes. */
@Timeout(60)
class RunningJobIT extends RealJobs {
  @Test
  void succeedsWithItsMasterAndLeavesNoProcess() throws Exception {
    try (RunningJob job = start(LIMIT, 2, 1)) {
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
    }
    assertThat(directory.resolve("logs/master-0.log"))
        .content()
        .containsPattern("done with \\d+ heaps");
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
    assertThatThrownBy(() -> RunningJob.start(spec, PROCESSES, restarts::add))
        .isInstanceOf(ManabiException.class)
        .hasMessage("Cannot start task ps-0: /no/such/java is no program that can be run here.");
  }

  @Test
  void saysThatLogsCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    JobSpec spec =
        new JobSpec(
            "test", List.of("true"), 0, 0, file.resolve("logs"), JobSpec.Restarts.upTo(0), SHORT);
    assertThatThrownBy(() -> RunningJob.start(spec, PROCESSES, restarts::add))
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
    await().atMost(LIMIT).until(() -> children.stream().noneMatch(RealJobs::isAlive));
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
      try (RunningJob job = RunningJob.start(spec, PROCESSES, message -> {})) {
        job.await(Duration.ofHours(1));
      }
    }
  }
}
