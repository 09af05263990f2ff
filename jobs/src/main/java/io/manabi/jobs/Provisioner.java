package io.manabi.jobs;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where tasks run. {@code ProvisionerKit}, a test, tells what each must do. Safe for use by several
 * threads.
 */
public interface Provisioner {
  /**
   * Whether tasks go on when this process ends, however it does, so that another one can {@link
   * #adopt} them. If not, they end with it.
   */
  boolean isDurable();

  /**
   * Where its tasks run, as the name of a machine: provisioners of one kind and place alone can
   * {@link #adopt} them; at most 100 letters.
   */
  String place();

  /**
   * An address for each task, host:port, at which it will be reached by the others, with a port
   * that nobody uses now.
   *
   * @throws ManabiException if there is none
   */
  TfConfig addresses(List<Task> tasks);

  /**
   * A reference for one start of a task, never the same. Who keeps it before the start can find the
   * task afterwards whatever happens in between.
   */
  String newReference(Task task);

  /**
   * Starts a task.
   *
   * @param spec the task
   * @param reference a {@link #newReference} under which nothing has been started, nor asked for by
   *     {@link #adopt}
   * @throws ManabiException if it cannot be started; then nothing of it is left
   * @throws IllegalStateException if the reference has been used
   */
  TaskHandle start(TaskSpec spec, String reference);

  /**
   * Takes over a task from a process that is no more, or from another provisioner of the same kind
   * in this one, or learns how it has ended.
   *
   * @param reference under which it was started, perhaps
   * @return the task; empty if it was never started, and then it never will be under this reference
   * @throws ManabiException if that cannot be found out, or if this is no reference of this
   *     provisioner
   */
  Optional<TaskHandle> adopt(String reference);

  /**
   * Removes what is kept of a task that has ended, except for its log; nobody can adopt it any
   * more.
   */
  void forget(String reference);

  /**
   * The logs in a folder, also of tasks that have ended, were replaced or are forgotten. Each
   * begins with what the first task has written that had it.
   *
   * @param directory where the {@linkplain TaskSpec#log logs} of tasks are, as {@link
   *     JobSpec#logDirectory} of a job
   * @return by their names without the ending {@code .log}, which for tasks of a job are the names
   *     of the tasks; empty if none has been started
   * @throws ManabiException if they cannot be looked for
   */
  SortedMap<String, TaskLog> logs(Path directory);
}
