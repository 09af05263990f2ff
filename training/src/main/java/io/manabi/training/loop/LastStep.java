package io.manabi.training.loop;

import io.manabi.core.files.AtomicFiles;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.spec.Ending;
import io.manabi.training.spec.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Which step was the last one of a training that came to its end; in a file of the job directory.
 * By it a task that is started again after the others have ended knows that it needs them no more.
 */
final class LastStep {
  private static final String FILE = "last-step.txt";

  private LastStep() {}

  /** Whether the newest checkpoint is where a training ended that was told the same as this one. */
  static boolean isMade(TrainingSpec spec) {
    return new CheckpointDirectory(spec.jobDirectory(), 1)
        .made()
        .filter(made -> is(made.steps(), spec))
        .isPresent();
  }

  /** Whether a step is where a training ended that was told the same as this one. */
  static boolean is(long step, TrainingSpec spec) {
    Path file = spec.jobDirectory().resolve(FILE);
    try {
      return Files.exists(file) && Files.readString(file).startsWith(text(step, spec));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Takes note that training has ended, and that its last checkpoint is there. */
  static void write(long step, TrainingSpec spec) {
    AtomicFiles.writeText(spec.jobDirectory().resolve(FILE), text(step, spec));
  }

  /** Takes note that its model is there as well. */
  static void write(long step, TrainingSpec spec, Path export) {
    AtomicFiles.writeText(
        spec.jobDirectory().resolve(FILE),
        text(step, spec) + spec.jobDirectory().relativize(export) + "\n");
  }

  /**
   * The model of a training that has ended, if it has been exported and is still there, and the
   * last checkpoint is whole.
   */
  static Optional<Path> export(TrainingSpec spec) {
    Path file = spec.jobDirectory().resolve(FILE);
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .map(spec.jobDirectory()::resolve)
          .filter(Files::isDirectory)
          .findFirst()
          .filter(export -> isLastCheckpointWhole(spec));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static boolean isLastCheckpointWhole(TrainingSpec spec) {
    return TrainingTask.checkpoints(spec)
        .latest(damage -> {})
        .filter(last -> is(CheckpointDirectory.step(last.prefix()), spec))
        .isPresent();
  }

  private static String text(long step, TrainingSpec spec) {
    TrainingSpec.Schedule schedule = spec.schedule();
    Ending ending = schedule.ending();
    return String.format(
        Locale.ROOT,
        "%d of %d steps, %s s, patience %d\n",
        step,
        schedule.steps(),
        ending.timeLimit().map(Duration::toSeconds).map(String::valueOf).orElse("any"),
        ending.patience());
  }
}
