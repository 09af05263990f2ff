package io.manabi.prediction.saved;

import com.sun.management.OperatingSystemMXBean;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Estimates what a model will need, before it is loaded. */
final class ModelMemory {
  /** As TensorFlow Serving estimates it: the files, and a fifth for what is made of them. */
  private static final double FACTOR = 1.2;

  /** What a container's files fill beside its programs, in both versions of control groups. */
  private static final List<Path> CONTAINER =
      List.of(Path.of("/sys/fs/cgroup/memory.stat"), Path.of("/sys/fs/cgroup/memory/memory.stat"));

  private ModelMemory() {}

  /**
   * Checks that there is room.
   *
   * @throws ManabiException if this machine, or the container, has less free memory than the
   *     SavedModel will need, or its files cannot be read
   */
  static void requireRoomFor(Path directory) {
    long needed = (long) (FACTOR * filesIn(directory));
    long free = free();
    if (needed > free) {
      throw ManabiException.resources(
          String.format(
              Locale.ROOT,
              "The SavedModel in %s will need about %d MiB of memory, and only %d MiB are free;"
                  + " unload others, or run the server where there is more.",
              directory,
              needed >> 20,
              free >> 20));
    }
  }

  private static long filesIn(Path directory) {
    try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      throw ManabiException.user(
          "The files of the SavedModel in "
              + directory
              + " cannot be read; let the server read them, and copy all before it is to be"
              + " loaded.",
          e);
    }
  }

  private static long free() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Path machine = Path.of("/proc/meminfo");
    long available =
        number(machine, "MemAvailable:").orElse(system.getFreeMemorySize() >> 10) << 10;
    long total = number(machine, "MemTotal:").orElse(Long.MAX_VALUE >> 10) << 10;
    long files =
        CONTAINER.stream()
            .filter(Files::isReadable)
            .mapToLong(file -> number(file, "inactive_file").orElse(0))
            .findFirst()
            .orElse(0);
    return free(available, total, system.getTotalMemorySize(), system.getFreeMemorySize(), files);
  }

  /**
   * What is free, with what caches of files would give back.
   *
   * @param available what the machine has to give
   * @param total what it has
   * @param limit what the container may have; as {@code total} if there is none
   * @param left what is left of that
   * @param files what files fill of it, and would give back
   */
  static long free(long available, long total, long limit, long left, long files) {
    return limit < total ? Math.min(available, left + files) : available;
  }

  private static OptionalLong number(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }
}
