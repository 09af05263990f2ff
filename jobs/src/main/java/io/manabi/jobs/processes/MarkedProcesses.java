package io.manabi.jobs.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All processes of one start of a task, also those whose parents have ended. They bear a mark: a
 * variable of the environment, which all inherit that it starts. A number of a process does not
 * tell who it is, for it is used again, and the time of its start looks different when the clock
 * was set; the mark does. Where {@code /proc} does not tell it, only those are found that still
 * have their parents.
 */
final class MarkedProcesses {
  /** How long processes may take to vanish that are killed. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Path PROC = Path.of("/proc");
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final String variable;

  /**
   * The processes of a task.
   *
   * @param mark what the variable {@link TaskEnvironment#MARK} of all of them is, and of no others;
   *     in ASCII
   */
  MarkedProcesses(String mark) {
    this.variable = TaskEnvironment.MARK + "=" + mark;
  }

  /** Whether marks can be seen on this machine. */
  static boolean areVisible() {
    return Files.isReadable(PROC.resolve("self/environ"));
  }

  /**
   * Kills them, and those that they start meanwhile.
   *
   * @param parent the first of them, if it is there
   * @param spared whom not to kill
   */
  void kill(Optional<ProcessHandle> parent, Predicate<ProcessHandle> spared) {
    Set<ProcessHandle> killed = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (ProcessHandle each : Stream.concat(family(parent), all()).toList()) {
        if (!spared.test(each) && killed.add(each)) {
          each.destroyForcibly();
          more = true;
        }
      }
    }
  }

  /** Parents first, for one whose child is killed may go on and end well before it is killed. */
  private static Stream<ProcessHandle> family(Optional<ProcessHandle> parent) {
    return parent.stream().flatMap(each -> Stream.concat(Stream.of(each), each.descendants()));
  }

  /** Kills them all and waits until none is left, or for so long. */
  void end(Duration limit) {
    long begin = System.nanoTime();
    while (all().findAny().isPresent() && System.nanoTime() - begin < limit.toNanos()) {
      kill(Optional.empty(), each -> false);
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Stream<ProcessHandle> all() {
    return ProcessHandle.allProcesses().filter(each -> contains(each.pid()));
  }

  /** One of them by its number, if it lives. */
  Optional<ProcessHandle> find(long pid) {
    return ProcessHandle.of(pid).filter(each -> contains(pid));
  }

  /** Whether that is one of them, and lives: one that nobody has waited for has no environment. */
  boolean contains(long pid) {
    return variables(pid).anyMatch(variable::equals);
  }

  /** The mark of a process, if it lives and has one. */
  static Optional<String> mark(long pid) {
    String name = TaskEnvironment.MARK + "=";
    return variables(pid)
        .filter(each -> each.startsWith(name))
        .map(each -> each.substring(name.length()))
        .findFirst();
  }

  private static Stream<String> variables(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(String.valueOf(pid)).resolve("environ"));
      return Stream.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\0", -1));
    } catch (IOException e) {
      // It has ended, or is another user's.
      return Stream.empty();
    }
  }
}
