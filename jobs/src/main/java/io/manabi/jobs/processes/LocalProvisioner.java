package io.manabi.jobs.processes;

import io.manabi.jobs.Provisioner;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TfConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs each task as a process of this machine. */
public abstract sealed class LocalProvisioner implements Provisioner
    permits AttachedProvisioner, DurableProvisioner {
  LocalProvisioner() {}

  /**
   * For a command: the standard input of a task is a pipe that ends when this process does, however
   * that happens, and a trainer of ours then ends too.
   */
  public static LocalProvisioner attached() {
    return new AttachedProvisioner();
  }

  /**
   * For a server: tasks go on without this process, and another one of the same user, with the same
   * folder, can adopt them.
   *
   * @param folder where it keeps what it must know of tasks; made if it is missing
   */
  public static LocalProvisioner durable(Path folder) {
    return new DurableProvisioner(folder.toAbsolutePath().normalize());
  }

  @Override
  public final TfConfig addresses(List<Task> tasks) {
    return FreePorts.forTasks(tasks);
  }

  @Override
  public final String newReference(Task task) {
    return task + "-" + UUID.randomUUID();
  }

  /**
   * The process of the program of a task of this provisioner, such as for a test to kill it; empty
   * if it has ended or not begun.
   */
  public final Optional<ProcessHandle> process(TaskHandle task) {
    return ((LocalTask) task).program();
  }

  static IllegalStateException usedBefore(Task task, String reference) {
    return new IllegalStateException(
        "Task " + task + " cannot be started as " + reference + ", for that has been used.");
  }
}
