package io.manabi.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.jobs.processes.LocalProvisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;

/** What tests of jobs of real processes need. */
abstract class RealJobs {
  static final Duration LIMIT = Duration.ofSeconds(30);
  static final Duration SHORT = Duration.ofSeconds(1);
  static final String[] WAIT = {"master", "wait", "worker", "wait", "ps", "wait"};

  static final LocalProvisioner PROCESSES = LocalProvisioner.attached();

  @TempDir Path directory;
  final List<String> restarts = new CopyOnWriteArrayList<>();

  RunningJob start(Duration grace, int workers, int servers, String... behaviours) {
    return RunningJob.start(
        spec(directory, grace, workers, servers, behaviours), PROCESSES, restarts::add);
  }

  RunningJob startWithRestarts(int maxRestarts, String... behaviours) {
    return startWithRestarts(maxRestarts, 1, behaviours);
  }

  RunningJob startWithRestarts(int maxRestarts, int servers, String... behaviours) {
    return start(JobSpec.Restarts.upTo(maxRestarts), servers, behaviours);
  }

  RunningJob start(JobSpec.Restarts policy, int servers, String... behaviours) {
    JobSpec none = spec(directory, SHORT, 2, servers, behaviours);
    return RunningJob.start(
        new JobSpec(
            none.id(),
            none.command(),
            none.workers(),
            none.parameterServers(),
            none.logDirectory(),
            policy,
            none.grace()),
        PROCESSES,
        restarts::add);
  }

  static JobSpec spec(
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

  static List<String> java(Class<?> main, String... arguments) {
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
  List<Long> processIds() throws IOException {
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
  String config(String task) throws IOException {
    String content = Files.readString(directory.resolve(task));
    return content.substring(content.indexOf('\n') + 1);
  }

  void awaitOtherProcess(String task, long before) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              String content = Files.readString(directory.resolve(task));
              return content.endsWith("}") && !content.startsWith(before + "\n");
            });
  }

  static void kill(RunningJob job, Task task) {
    ProcessHandle.of(pid(job, task)).orElseThrow().destroyForcibly();
  }

  static long pid(RunningJob job, Task task) {
    return Objects.requireNonNull(pids(job).get(task));
  }

  /** The processes of the tasks that run. */
  static Map<Task, Long> pids(RunningJob job) {
    Map<Task, Long> pids = new LinkedHashMap<>();
    job.tasks()
        .forEach(
            (task, handle) ->
                PROCESSES.process(handle).ifPresent(process -> pids.put(task, process.pid())));
    return pids;
  }

  static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  static void assertNoneIsLeft(RunningJob job) {
    assertThat(job.tasks()).isNotEmpty();
    assertThat(pids(job)).isEmpty();
  }
}
