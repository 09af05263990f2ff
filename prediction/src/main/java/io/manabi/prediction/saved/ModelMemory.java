package io.manabi.prediction.saved;

import com.sun.management.OperatingSystemMXBean;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Estimates what a model will need, before it is loaded. */
final class ModelMemory {
  /** As TensorFlow Serving estimates it: the files, and a fifth for what is made of them. */
  private static final double FACTOR = 1.2;

  private ModelMemory() {}

  /**
   * Checks that there is room.
   *
   * @throws ManabiException if this machine, or the container, has less free memory than the
   *     SavedModel will need
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
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is free, with what caches would give back; within the limit of a container. */
  private static long free() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long free = system.getFreeMemorySize();
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      long available =
          lines
              .filter(line -> line.startsWith("MemAvailable:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
              .findFirst()
              .orElse(free);
      // In a container the bean tells of the container, which caches fill as well.
      return system.getTotalMemorySize() >= available ? Math.max(free, available) : free;
    } catch (IOException e) {
      return free;
    }
  }
}
