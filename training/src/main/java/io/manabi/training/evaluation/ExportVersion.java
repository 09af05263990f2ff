package io.manabi.training.evaluation;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The version of a model that is about to be exported: the second in which that is, or more, for
 * servers take the greatest number for the newest.
 *
 * @param folder where it will be, whose name is the number
 * @param warning what people should know about the number, if it is not the time
 */
public record ExportVersion(Path folder, Optional<String> warning) {
  private static final String FOLDER = "export";

  /** The next one, above all that are there. */
  public static ExportVersion next(Path jobDirectory, Clock clock) {
    Path folder = jobDirectory.resolve(FOLDER);
    long now = clock.instant().getEpochSecond();
    long newest = newest(folder);
    long number = Math.max(now, newest + 1);
    Path next = folder.resolve(String.valueOf(number));
    return new ExportVersion(
        next,
        newest > now
            ? Optional.of(
                "The export %s is from %s, later than now, as if a clock had been fast; the new one is %s, so that servers take it for the newest."
                    .formatted(newest, time(newest), next))
            : Optional.empty());
  }

  private static String time(long second) {
    return second <= Instant.MAX.getEpochSecond()
        ? Instant.ofEpochSecond(second).toString()
        : "the end of time";
  }

  private static long newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return -1;
    }
    try (Stream<Path> exports = Files.list(folder)) {
      return exports
          .map(export -> String.valueOf(export.getFileName()))
          .filter(name -> name.matches("\\d{1,18}"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(-1);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }
}
