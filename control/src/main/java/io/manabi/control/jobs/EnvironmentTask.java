package io.manabi.control.jobs;

import io.manabi.control.programs.PythonEnvironment;
import io.manabi.core.ManabiException;
import io.manabi.jobs.ExitStatus;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskSpec;
import io.manabi.jobs.TaskTerms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the environment of a job before its tasks start, where and as whom they run: setting up a
 * package runs what is in it. Nobody goes on with it if this process is killed, for it waits for
 * nobody, and the next one of the same environment waits for it.
 */
final class EnvironmentTask {
  private static final Task TASK = new Task(Task.Role.MASTER, 0);
  private static final int TAIL = 4096;

  private final String job;
  private final Provisioner provisioner;
  private final TaskHandle task;

  private EnvironmentTask(String job, Provisioner provisioner, TaskHandle task) {
    this.job = job;
    this.provisioner = provisioner;
    this.task = task;
  }

  /**
   * Begins.
   *
   * @param job the name of the job
   * @param logs where its logs are
   * @throws ManabiException if the task cannot be started
   */
  static EnvironmentTask start(
      String job, PythonEnvironment environment, Path logs, Provisioner provisioner) {
    TaskTerms terms =
        new TaskTerms(
            false, Map.of(), List.of(environment.folder().getParent()), environment.variables());
    TaskSpec spec =
        new TaskSpec(
            TASK,
            environment.making(),
            provisioner.addresses(List.of(TASK)),
            logs.resolve("environment.log"),
            terms);
    return new EnvironmentTask(
        job, provisioner, provisioner.start(spec, provisioner.newReference(TASK)));
  }

  /**
   * Waits for the end, or for so long.
   *
   * @return whether the environment is there
   * @throws ManabiException if it cannot be made; the sentence says why
   */
  boolean await(Duration limit) throws InterruptedException {
    ExitStatus status;
    try {
      status = task.end().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end is always told", e);
    }
    ManabiException failure =
        ManabiException.user(
            "The Python environment of job "
                + job
                + " cannot be made: "
                + (status.is(PythonEnvironment.TOO_LONG) ? "it took too long" : lastLine())
                + "; the log is "
                + task.log().place()
                + ".");
    provisioner.forget(task.reference());
    if (!status.isSuccess()) {
      throw failure;
    }
    return true;
  }

  /** Ends it. */
  void kill() {
    task.kill();
    Object unused = task.end().join();
    provisioner.forget(task.reference());
  }

  /** The last line that is not blank, without the full stop at its end. */
  private String lastLine() {
    byte[] tail = task.log().read(Math.max(0, task.log().size() - TAIL), TAIL);
    return new String(tail, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce("nobody knows why", (earlier, later) -> later)
        .strip()
        .replaceFirst("\\.$", "");
  }
}
