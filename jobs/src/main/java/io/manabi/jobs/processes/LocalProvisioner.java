package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import io.manabi.core.net.MachineName;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskLog;
import io.manabi.jobs.TfConfig;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs each task as a process of this machine. */
public abstract sealed class LocalProvisioner implements Provisioner
    permits AttachedProvisioner, DurableProvisioner {
  /** How long the log of a task may usually become. */
  private static final long MOST_LOG_BYTES = 500L << 20;

  private static final Pattern LOG = Pattern.compile("([\\w-]+)\\.log");

  LocalProvisioner() {}

  /**
   * For a command: the standard input of a task is a pipe that ends when this process does, however
   * that happens, and a trainer of ours then ends too.
   */
  public static LocalProvisioner attached() {
    return new AttachedProvisioner(false);
  }

  /**
   * For what a server is made of: tasks end with this process as those of a command, but of its
   * environment they have only what is known to hold no secrets.
   */
  public static LocalProvisioner attachedWithoutSecrets() {
    return new AttachedProvisioner(true);
  }

  /**
   * For a server: tasks go on without this process, and another one of the same user, with the same
   * folder, can adopt them. Of this process's environment a task has only what is known to hold no
   * secrets; it begins in a folder of its own, which is gone after it; and it is killed if it takes
   * more memory than it may.
   *
   * @param folder where it keeps what it must know of tasks; made if it is missing
   */
  public static LocalProvisioner durable(Path folder) {
    return durable(folder, Optional.empty());
  }

  /**
   * The same, whose tasks run as another user.
   *
   * @param folder where it keeps what it must know of tasks, which that user must be able to enter
   * @param user who that is; the user of this process if it is empty
   */
  public static LocalProvisioner durable(Path folder, Optional<TaskUser> user) {
    return durable(folder, MOST_LOG_BYTES, user);
  }

  /**
   * The same with another length of logs.
   *
   * @param mostLogBytes how long the log of a task may become; then a fifth of it is given up, what
   *     was written first
   */
  public static LocalProvisioner durable(Path folder, long mostLogBytes, Optional<TaskUser> user) {
    return new DurableProvisioner(folder.toAbsolutePath().normalize(), mostLogBytes, user);
  }

  @Override
  public final String place() {
    return MachineName.get();
  }

  @Override
  public final TfConfig addresses(List<Task> tasks) {
    return FreePorts.forTasks(tasks);
  }

  @Override
  public final String newReference(Task task) {
    return task + "-" + UUID.randomUUID();
  }

  @Override
  public final SortedMap<String, TaskLog> logs(Path directory) {
    SortedMap<String, TaskLog> logs = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Matcher name = LOG.matcher(file.getFileName().toString());
          if (name.matches()) {
            logs.put(name.group(1), new LogFile(file, 0));
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        throw ManabiException.resources(
            "Cannot look for the logs in " + directory + ": " + e.getMessage() + ".", e);
      }
    }
    return logs;
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
