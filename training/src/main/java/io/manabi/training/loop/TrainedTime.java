package io.manabi.training.loop;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * For how long a job has trained, with the processes of its master before this one up to their last
 * checkpoints; in a file of the job directory.
 */
final class TrainedTime {
  private static final String FILE = "trained-seconds.txt";

  private final Path file;
  private Duration before;
  private final long beganNanos = System.nanoTime();

  private TrainedTime(Path file, Duration before) {
    this.file = file;
    this.before = before;
  }

  /** Begins to count. */
  static TrainedTime go(Path jobDirectory) {
    Path file = jobDirectory.resolve(FILE);
    if (!Files.exists(file)) {
      return new TrainedTime(file, Duration.ZERO);
    }
    try {
      long seconds = Long.parseLong(Files.readString(file).strip());
      return new TrainedTime(file, Duration.ofSeconds(seconds));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    } catch (NumberFormatException e) {
      throw AtomicFiles.cannotRead(file, new IOException("it is not a number of seconds", e));
    }
  }

  /** What has been trained before is lost. */
  void startAnew() {
    before = Duration.ZERO;
  }

  /** The time up to now. */
  Duration elapsed() {
    return before.plusNanos(System.nanoTime() - beganNanos);
  }

  /** Keeps it for the process that goes on from here. */
  void write() {
    String seconds = elapsed().toSeconds() + "\n";
    AtomicFiles.writeText(file, seconds);
  }
}
