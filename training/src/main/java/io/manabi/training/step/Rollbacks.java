package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How often a job has gone back to its last checkpoint because the loss was not finite any more:
 * each time with half the learning rate. Each is a file of the job directory, so that all tasks,
 * and processes that go on later, know it.
 *
 * @param directory the job directory
 * @param count how many there have been when this process began
 * @param allowed how many there may be
 */
record Rollbacks(Path directory, int count, int allowed) {

  static Rollbacks read(Path directory, int allowed) {
    int count = 0;
    while (Files.exists(file(directory, count + 1))) {
      count++;
    }
    return new Rollbacks(directory, count, allowed);
  }

  private static Path file(Path directory, int number) {
    return directory.resolve("rollback-" + number + ".txt");
  }

  /** What the learning rate is multiplied by. */
  float factor() {
    return (float) Math.pow(0.5, count);
  }

  /**
   * What follows when the loss is not finite: another attempt, or the end.
   *
   * @param what the step and the place
   */
  RuntimeException next(String what, RuntimeException cause) {
    if (count >= allowed) {
      return ManabiException.user(
          what
              + " Lower the learning rate, clip gradients, or look for odd values in the data; the"
              + " last checkpoint is from before.",
          cause);
    }
    String message =
        String.format(
            Locale.ROOT,
            "%s Training goes back to the last checkpoint, with half the learning rate (%d of %d).",
            what,
            count + 1,
            allowed);
    // Tasks that step together all do so, with the same number.
    AtomicFiles.writeText(file(directory, count + 1), message);
    return new RollbackException(message, cause);
  }
}
