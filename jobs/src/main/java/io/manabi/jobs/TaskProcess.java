package io.manabi.jobs;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process of one task, and the log into which it writes. */
final class TaskProcess {
  private static final int TAIL = 4096;
  private static final int SIGNALLED = 128;

  private final Task task;
  private final Process process;
  private final Path log;
  private final long logStart;
  private final long startNanos = System.nanoTime();

  /** How long it had been silent when it was killed for that; null if it was not. */
  private volatile @Nullable Duration silence;

  private TaskProcess(Task task, Process process, Path log, long logStart) {
    this.task = task;
    this.process = process;
    this.log = log;
    this.logStart = logStart;
  }

  /**
   * Starts a task, whose output is added to its log.
   *
   * @throws ManabiException if the log cannot be written or the program cannot be started
   */
  static TaskProcess start(JobSpec spec, Task task, TfConfig config) {
    Path log = spec.log(task);
    long logStart = sizeOf(log);
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    TaskEnvironment.fill(builder.environment(), config, task, log);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new TaskProcess(task, builder.start(), log, logStart);
    } catch (IOException e) {
      throw cannotStart(spec, task, e);
    }
  }

  /** A program that is there may find no memory, processes or open files left; so it may later. */
  private static ManabiException cannotStart(JobSpec spec, Task task, IOException cause) {
    String program = spec.command().get(0);
    String path = String.valueOf(System.getenv("PATH"));
    boolean found =
        Stream.concat(Stream.of(""), Stream.of(path.split(File.pathSeparator)))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    return found
        ? ManabiException.resources(
            "Cannot start task " + task + ": " + cause.getMessage() + ".", cause)
        : ManabiException.user(
            "Cannot start task " + task + ": " + program + " is no program that can be run here.",
            cause);
  }

  /** Makes the log if it is missing, so that a log that cannot be written is told as that. */
  private static long sizeOf(Path log) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        return file.length();
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(log, e);
    }
  }

  Task task() {
    return task;
  }

  long pid() {
    return process.pid();
  }

  /** How long ago it was started. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The exit status of a process that has ended. */
  int status() {
    return process.exitValue();
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Asks the process to end. */
  void terminate() {
    // Not by Process, which would also close the pipe whose end tells the task that we are gone.
    process.toHandle().destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  /** Kills the process because it has not answered for so long. */
  void killSilent(Duration limit) {
    silence = limit;
    kill();
  }

  /**
   * How the process has ended, as the main part of a sentence: the status or signal, the last line
   * that this run left in the log, and where the log is.
   */
  String describeEnd() {
    int status = process.exitValue();
    Duration silent = silence;
    String end;
    if (silent != null) {
      end =
          String.format(
              Locale.ROOT, "did not answer for %.0f s and was killed", silent.toMillis() / 1e3);
    } else if (status > SIGNALLED) {
      end = "was killed (signal " + (status - SIGNALLED) + ")";
    } else {
      String last = lastLine();
      end = "ended with status " + status + (last.isEmpty() ? "" : ": " + last);
    }
    return "Task " + task + " " + end + "; its log is " + log;
  }

  /** The last line of this run that is not blank, without the full stop at its end. */
  private String lastLine() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(logStart, file.length() - TAIL);
      byte[] tail = new byte[(int) Math.max(0, file.length() - start)];
      file.seek(start);
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .reduce("", (earlier, later) -> later)
          .strip()
          .replaceFirst("\\.$", "");
    } catch (IOException e) {
      // The sentence names the log all the same.
      return "";
    }
  }
}
