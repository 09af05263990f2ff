package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.net.PeerWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One start of a task, until its end, and what the policy wants to know of it. */
final class TaskRun {
  private static final int TAIL = 4096;

  private final TaskHandle handle;

  /** Whether it had ended, nobody knows how, before this process looked after it. */
  private final boolean lost;

  private final long startNanos = System.nanoTime();

  /** How long it had been silent when it was killed for that; null if it was not. */
  private volatile @Nullable Duration silence;

  private volatile @Nullable PeerWatch<Task> watch;

  private TaskRun(TaskHandle handle, boolean lost) {
    this.handle = handle;
    this.lost = lost;
  }

  static TaskRun started(TaskHandle handle) {
    return new TaskRun(handle, false);
  }

  static TaskRun adopted(TaskHandle handle) {
    return new TaskRun(handle, !handle.isAlive() && handle.end().join().code().isEmpty());
  }

  /**
   * Tells of its end, and kills it if it hangs: that end is told as any other.
   *
   * @param address where it answers
   */
  void watch(String address, Duration limit, Consumer<TaskRun> ended) {
    watch =
        PeerWatch.start(
            Map.of(task(), address),
            limit,
            silent -> {
              silence = limit;
              handle.kill();
            });
    Object unused =
        handle
            .end()
            .thenRun(
                () -> {
                  unwatch();
                  ended.accept(this);
                });
  }

  /** Does not kill it any more if it hangs. */
  void unwatch() {
    PeerWatch<Task> watching = watch;
    if (watching != null) {
      watching.close();
    }
  }

  Task task() {
    return handle.task();
  }

  TaskHandle handle() {
    return handle;
  }

  /** How long ago it was started, or adopted. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  boolean isAlive() {
    return handle.isAlive();
  }

  /** How it has ended; waits for that. */
  ExitStatus status() {
    return handle.end().join();
  }

  /** Whether all tasks, or this one, are to be started again and nobody is to blame. */
  boolean isBlameless() {
    return lost || status().is(RunningJob.START_ALL_AGAIN);
  }

  /**
   * How the task has ended, as the main part of a sentence: the status or signal, the last line
   * that it left in the log, and where the log is.
   */
  String describeEnd() {
    Duration silent = silence;
    String end =
        silent == null
            ? status().describe(Optional.of(lastLine()).filter(line -> !line.isEmpty()))
            : String.format(
                Locale.ROOT, "did not answer for %.0f s and was killed", silent.toMillis() / 1e3);
    return "Task " + task() + " " + end + "; its log is " + handle.log().place();
  }

  /** The last line that is not blank, without the full stop at its end. */
  private String lastLine() {
    try {
      TaskLog log = handle.log();
      byte[] tail = log.read(Math.max(0, log.size() - TAIL), TAIL);
      return new String(tail, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .reduce("", (earlier, later) -> later)
          .strip()
          .replaceFirst("\\.$", "");
    } catch (ManabiException e) {
      // The sentence names the log all the same.
      return "";
    }
  }
}
