package io.manabi.jobs.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory a process takes, in KiB: what it has written, in memory or swapped out. Files
 * that it has mapped do not count, for the kernel takes their memory back when it needs it.
 */
final class ProcessMemory {
  private static final List<String> RESIDENT = List.of("RssAnon:", "RssShmem:", "VmSwap:");
  private static final List<String> PROPORTIONAL = List.of("Pss_Anon:", "Pss_Shmem:", "SwapPss:");

  private ProcessMemory() {}

  /** All that it can use; 0 if it has ended. */
  static long resident(long pid) {
    return sum(pid, "status", RESIDENT).orElse(0);
  }

  /** Of what it shares with others its part; takes longer. */
  static long proportional(long pid) {
    return sum(pid, "smaps_rollup", PROPORTIONAL).orElseGet(() -> resident(pid));
  }

  /** The sum of some lines of a file of the process; empty if none is there. */
  private static OptionalLong sum(long pid, String file, List<String> names) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), file))) {
      return lines
          .map(line -> line.split("\\s+", -1))
          .filter(parts -> names.contains(parts[0]))
          .mapToLong(parts -> Long.parseLong(parts[1]))
          .reduce(Long::sum);
    } catch (IOException | UncheckedIOException e) {
      // It has ended, or this kernel does not tell it.
      return OptionalLong.empty();
    }
  }
}
