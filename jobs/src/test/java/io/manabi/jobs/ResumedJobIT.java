package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.jobs.processes.LocalProvisioner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs whose tasks go on without their server, and another one that goes on with the jobs. */
@Timeout(60)
class ResumedJobIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration GRACE = Duration.ofMillis(300);
  private static final Task MASTER = new Task(Task.Role.MASTER, 0);
  private static final Task WORKER = new Task(Task.Role.WORKER, 0);
  private static final Task SERVER = new Task(Task.Role.PS, 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private final Kept kept = new Kept();

  /** Keeps all that it hears. */
  private static class Kept implements JobListener {
    final List<String> restarts = new CopyOnWriteArrayList<>();
    final List<JobProgress> progress = new CopyOnWriteArrayList<>();

    @Override
    public void restarting(String message) {
      restarts.add(message);
    }

    @Override
    public void progressed(JobProgress now) {
      progress.add(now);
    }

    JobProgress last() {
      return progress.get(progress.size() - 1);
    }
  }

  @AfterEach
  void leaveNoTask() {
    for (JobProgress each : kept.progress) {
      each.references().values().stream()
          .flatMap(reference -> provisioner(directory).adopt(reference).stream())
          .forEach(TaskHandle::kill);
    }
  }

  /** Another one each time, as another server has. */
  private static LocalProvisioner provisioner(Path directory) {
    return LocalProvisioner.durable(directory.resolve("state"));
  }

  /** Each task does what a file tells it that is called as its role: to end with a status. */
  private static JobSpec spec(Path directory, int restarts) {
    String script =
        """
        role=${TF_CONFIG#*'"type":"'}
        role=${role%%'"'*}
        echo "$role $$" >>"$0/begun"
        while [ ! -e "$0/$role" ]; do sleep 0.02; done
        echo "told to end"
        exit "$(cat "$0/$role")"
        """;
    return new JobSpec(
        "test",
        List.of("sh", "-c", script, directory.toString()),
        1,
        1,
        directory.resolve("logs"),
        JobSpec.Restarts.upTo(restarts),
        GRACE);
  }

  private void tell(Task task, int status) throws Exception {
    Path whole = Files.writeString(directory.resolve("whole"), String.valueOf(status));
    Files.move(whole, directory.resolve(task.role().key()));
  }

  /** A job that runs, and that its server has left. */
  private Map<Task, String> startAndLeave(int restarts) throws Exception {
    RunningJob job = RunningJob.start(spec(directory, restarts), provisioner(directory), kept);
    assertThat(job.state()).isEqualTo(JobState.RUNNING);
    job.leave();
    job.close();
    assertThat(job.state()).isEqualTo(JobState.RUNNING);
    assertThat(references(job)).isEqualTo(kept.last().references()).hasSize(3);
    return references(job);
  }

  private RunningJob resume() {
    return RunningJob.resume(kept.last(), provisioner(directory), kept);
  }

  private static Map<Task, String> references(RunningJob job) {
    Map<Task, String> references = new LinkedHashMap<>();
    job.tasks().forEach((task, handle) -> references.put(task, handle.reference()));
    return references;
  }

  private void awaitEnd(String reference) {
    TaskHandle task = provisioner(directory).adopt(reference).orElseThrow();
    await().atMost(LIMIT).until(() -> !task.isAlive());
  }

  private static void assertNoneIsLeft(RunningJob job) {
    assertThat(job.tasks().values()).isNotEmpty().noneMatch(TaskHandle::isAlive);
  }

  @Test
  void goesOnAfterItsServerWasKilled() throws Exception {
    List<String> command = RealJobs.java(StartsAJob.class, directory.toString());
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Told told = JSON.readValue(server.inputReader().readLine(), Told.class);
    JobProgress progress = told.progress(directory);
    kept.progressed(progress);
    server.destroyForcibly().waitFor();
    try (RunningJob job = resume()) {
      assertThat(job.state()).isEqualTo(JobState.RUNNING);
      assertThat(references(job)).isEqualTo(progress.references());
      assertThat(job.tasks().values()).allMatch(TaskHandle::isAlive);
      // The policy goes on: a lost worker is started again in its place, the job ends as its
      // master.
      TaskHandle worker = Objects.requireNonNull(job.tasks().get(WORKER));
      worker.kill();
      await().atMost(LIMIT).until(() -> kept.progress.size() == 2);
      assertThat(kept.last().restarts()).containsExactly(Map.entry(WORKER, 1));
      assertThat(kept.last().addresses()).isEqualTo(progress.addresses());
      tell(MASTER, 0);
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertNoneIsLeft(job);
      assertThat(provisioner(directory).adopt(worker.reference())).isEmpty();
    }
    assertThat(kept.restarts)
        .containsExactly(
            "Task worker-0 was killed (signal 9); its log is "
                + directory.resolve("logs/worker-0.log")
                + "; it is started again (1 of 2).");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void learnsThatItsMasterHasEndedMeanwhile(boolean well) throws Exception {
    Map<Task, String> references = startAndLeave(0);
    tell(MASTER, well ? 0 : 2);
    awaitEnd(Objects.requireNonNull(references.get(MASTER)));
    tell(WORKER, 1);
    awaitEnd(Objects.requireNonNull(references.get(WORKER)));
    try (RunningJob job = resume()) {
      if (well) {
        assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      } else {
        assertThatThrownBy(() -> job.await(LIMIT))
            .hasMessage(
                "Task master-0 ended with status 2: told to end; its log is "
                    + directory.resolve("logs/master-0.log")
                    + ".");
      }
      assertNoneIsLeft(job);
    }
    assertThat(kept.restarts).isEmpty();
  }

  @Test
  void blamesNobodyForTasksThatWereLostMeanwhile() throws Exception {
    Map<Task, String> references = startAndLeave(0);
    TaskHandle server =
        provisioner(directory).adopt(Objects.requireNonNull(references.get(SERVER))).orElseThrow();
    // As when the machine loses its power: not even the shell can tell.
    provisioner(directory)
        .process(server)
        .flatMap(ProcessHandle::parent)
        .orElseThrow()
        .destroyForcibly();
    await().atMost(LIMIT).until(() -> !server.isAlive());
    try (RunningJob job = resume()) {
      await().atMost(LIMIT).until(() -> kept.progress.size() == 2);
      await().atMost(LIMIT).until(() -> job.tasks().size() == 3);
      assertThat(kept.last().references().values())
          .doesNotContainAnyElementsOf(references.values());
      assertThat(kept.last().restarts()).isEmpty();
      tell(MASTER, 0);
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(kept.restarts)
        .containsExactly(
            "Task ps-0 ended, nobody knows how; its log is "
                + directory.resolve("logs/ps-0.log")
                + "; all tasks are started again.");
  }

  @Test
  void startsTasksThatItsServerHadNotComeToStart() throws Exception {
    Map<Task, String> references = startAndLeave(0);
    Map<Task, String> intended = new HashMap<>(references);
    provisioner(directory)
        .adopt(Objects.requireNonNull(intended.get(WORKER)))
        .ifPresent(TaskHandle::kill);
    String never = provisioner(directory).newReference(WORKER);
    intended.put(WORKER, never);
    JobProgress before = kept.last();
    kept.progressed(
        new JobProgress(before.spec(), before.addresses(), intended, before.restarts()));
    try (RunningJob job = resume()) {
      assertThat(job.tasks()).hasSize(3);
      assertThat(references(job))
          .containsEntry(MASTER, Objects.requireNonNull(references.get(MASTER)))
          .doesNotContainValue(never);
      assertThat(references(job)).isEqualTo(kept.last().references());
      tell(MASTER, 0);
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(kept.restarts).isEmpty();
  }

  /** A server that stops before or after it starts one of its tasks. */
  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "1, true", "1, false", "2, true", "2, false"})
  void runsEachTaskOnceWhereverItsServerStopped(int started, boolean before) throws Exception {
    Provisioner stopping = new StoppingProvisioner(provisioner(directory), started, before);
    assertThatThrownBy(() -> RunningJob.start(spec(directory, 0), stopping, kept))
        .isInstanceOf(StoppingProvisioner.Stopped.class);
    int running = started + (before ? 0 : 1);
    await().atMost(LIMIT).until(() -> begun().size() == running);
    try (RunningJob job = resume()) {
      assertThat(job.tasks()).hasSize(3);
      await().atMost(LIMIT).until(() -> begun().size() == 3);
      for (Map.Entry<Task, TaskHandle> each : job.tasks().entrySet()) {
        ProcessHandle program = provisioner(directory).process(each.getValue()).orElseThrow();
        assertThat(begun()).contains(each.getKey().role().key() + " " + program.pid());
      }
      tell(MASTER, 0);
      assertThat(job.await(LIMIT)).isEqualTo(JobState.SUCCEEDED);
      assertThat(begun()).hasSize(3);
    }
    assertThat(kept.restarts).isEmpty();
  }

  /** The role and the process of each program that has begun. */
  private List<String> begun() throws Exception {
    Path file = directory.resolve("begun");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void leavesNoTaskIfOneCannotBeStarted() throws Exception {
    Map<Task, String> references = startAndLeave(0);
    Map<Task, String> intended = new HashMap<>(references);
    provisioner(directory)
        .adopt(Objects.requireNonNull(intended.get(WORKER)))
        .ifPresent(TaskHandle::kill);
    intended.put(WORKER, provisioner(directory).newReference(WORKER));
    JobSpec spec = spec(directory, 0);
    JobSpec wrong =
        new JobSpec(
            spec.id(),
            List.of("/no/such/program"),
            1,
            1,
            spec.logDirectory(),
            spec.restarts(),
            GRACE);
    JobProgress progress = new JobProgress(wrong, kept.last().addresses(), intended, Map.of());
    assertThatThrownBy(() -> RunningJob.resume(progress, provisioner(directory), kept))
        .hasMessageStartingWith("Cannot start task worker-0: /no/such/program is no program");
    for (String each : references.values()) {
      assertThat(provisioner(directory).adopt(each))
          .hasValueSatisfying(task -> assertThat(task.isAlive()).isFalse());
    }
  }

  @Test
  void canBeCancelledByAnotherServer() throws Exception {
    startAndLeave(0);
    try (RunningJob job = resume()) {
      job.cancel();
      assertThat(job.await(LIMIT)).isEqualTo(JobState.CANCELLED);
      assertNoneIsLeft(job);
    }
  }

  @Test
  void cannotBeLeftIfItsTasksEndWithItsServer() {
    try (RunningJob job = RunningJob.start(spec(directory, 0), LocalProvisioner.attached(), kept)) {
      assertThatThrownBy(job::leave)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The tasks of job test cannot go on without this process.");
    }
    kept.progress.clear();
  }

  /** What {@link StartsAJob} tells. */
  record Told(Map<String, List<String>> cluster, List<String> references) {
    JobProgress progress(Path directory) {
      Map<Task, String> byTask = new HashMap<>();
      List<Task> tasks = spec(directory, 2).tasks();
      for (int i = 0; i < tasks.size(); i++) {
        byTask.put(tasks.get(i), references.get(i));
      }
      return new JobProgress(spec(directory, 2), new TfConfig(cluster), byTask, Map.of());
    }
  }

  /** A server that starts a job, tells how another can go on with it, and waits for ever. */
  static final class StartsAJob {
    private StartsAJob() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      Kept kept = new Kept();
      RunningJob job = RunningJob.start(spec(directory, 2), provisioner(directory), kept);
      Map<Task, String> byTask = kept.last().references();
      List<String> references = new ArrayList<>();
      kept.last().spec().tasks().forEach(task -> references.add(byTask.get(task)));
      Told told = new Told(kept.last().addresses().cluster(), references);
      System.out.println(JSON.writeValueAsString(told));
      job.await(Duration.ofHours(1));
    }
  }
}
