package io.manabi.jobs.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.ExitStatus;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskSpec;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one start of a task that outlives this process, through which the two speak. The
 * program is the child of a shell that waits for it.
 *
 * @param path the folder, called as the reference of the task
 */
record TaskFolder(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What there is to know of the task. */
  private static final String TASK = "task.json";

  /** The process ids of the shell and of the program. */
  private static final String SHELL = "shell";

  private static final String PROGRAM = "program";

  /** Is there if the task is to end, and then the program does not begin any more. */
  private static final String TERMINATE = "terminate";

  /** The exit status; blank until it is known. */
  private static final String STATUS = "status";

  private static final String BLANK = "    \n";

  /** Where the program begins. */
  private static final String WORK = "work";

  /** What the task did that it must not, if it is killed for that. */
  private static final String EXCESS = "excess";

  /**
   * What the shell does: the folder is $0, what its child does $1, and the program follows. It does
   * not end by signals, for those are for the program. The status takes the place of blanks, so
   * that it can be told on a full disk too, and by the shell itself, for any program that it starts
   * is killed with the task. At last it ends all of its session, and so itself.
   */
  private static final String WAIT =
      """
      trap : HUP INT QUIT TERM
      begin=$1
      shift
      printf '%s\\n' "$$" >"$0/shell" || exit
      sh -c "$begin" "$0" "$@"
      status=$?
      if [ -s "$0/program" ]; then
        printf '%4d\\n' "$status" 1<>"$0/status"
      fi
      kill -s KILL -- "-$$"
      """;

  /** What its child does: it says who it is, before it looks whether it is to end, and begins. */
  private static final String BEGIN =
      """
      printf '%s\\n' "$$" >"$0/program" || exit
      [ -e "$0/terminate" ] && exit 143
      exec "$@"
      """;

  /**
   * What is kept of a task for who adopts it.
   *
   * @param memoryMebibytes how much it may take; null if that is not bounded
   */
  record Kept(
      Task.Role role, int index, String log, long logStart, @Nullable Long memoryMebibytes) {}

  /**
   * Makes the folder for a task that will be started now.
   *
   * @throws io.manabi.core.ManabiException if it cannot be written
   * @throws IllegalStateException if it is there
   */
  void prepare(TaskSpec spec, LogFile log) {
    try {
      Files.createDirectories(path.getParent());
      Files.createDirectory(path);
      Files.createDirectory(work());
      OptionalLong memory = spec.terms().memoryMebibytes(spec.task());
      Kept kept =
          new Kept(
              spec.task().role(),
              spec.task().index(),
              log.path().toString(),
              log.start(),
              memory.isPresent() ? memory.getAsLong() : null);
      JSON.writeValue(path.resolve(TASK).toFile(), kept);
      Files.writeString(path.resolve(STATUS), BLANK);
    } catch (FileAlreadyExistsException e) {
      throw LocalProvisioner.usedBefore(spec.task(), String.valueOf(path.getFileName()));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(path, e);
    }
  }

  /** The working directory of the program, which is gone with this folder. */
  Path work() {
    return path.resolve(WORK);
  }

  /** Keeps for what the task is killed. */
  void tellExcess(String excess) {
    AtomicFiles.writeText(path.resolve(EXCESS), excess);
  }

  /** For what the task was killed, if it was for something that it did. */
  Optional<String> excess() {
    Path file = path.resolve(EXCESS);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** What to run: the program, as the child of a shell that leads a session. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setsid", "sh", "-c", WAIT, path.toString(), BEGIN));
    command.addAll(program);
    return command;
  }

  /** What was kept of a task whose program has begun; empty if it never began, and never will. */
  Optional<Kept> found() {
    try {
      if (programId().isEmpty()) {
        Files.createDirectories(path);
        askToEnd();
        // It may have begun in between, or else it sees that it must not.
        if (programId().isEmpty()) {
          return Optional.empty();
        }
      }
      return Optional.of(JSON.readValue(path.resolve(TASK).toFile(), Kept.class));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  /** From now on the program does not begin. */
  void askToEnd() throws IOException {
    try {
      Files.createFile(path.resolve(TERMINATE));
    } catch (FileAlreadyExistsException e) {
      // Somebody has asked already.
    }
  }

  /** Waits until the program has begun, the shell has ended or ten seconds are over. */
  void awaitBegin(BooleanSupplier alive) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    try {
      while (programId().isEmpty() && alive.getAsBoolean() && System.nanoTime() < end) {
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  OptionalLong shellId() {
    return number(SHELL);
  }

  OptionalLong programId() {
    return number(PROGRAM);
  }

  /** The status of the program, if it has been written. */
  Optional<ExitStatus> status() {
    OptionalLong number = number(STATUS);
    try {
      return number.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ExitStatus(
                  OptionalInt.of((int) number.getAsLong()),
                  Files.getLastModifiedTime(path.resolve(STATUS)).toInstant()));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path.resolve(STATUS), e);
    }
  }

  /** The number in a file; empty if it is not there, blank or not whole yet. */
  private OptionalLong number(String name) {
    Path file = path.resolve(name);
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      return text.endsWith("\n") && !text.isBlank()
          ? OptionalLong.of(Long.parseLong(text.strip()))
          : OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      throw AtomicFiles.cannotRead(file, e instanceof IOException io ? io : new IOException(e));
    }
  }
}
