package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.saved.CheckpointDirectory.Made;
import io.manabi.transform.TransformOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The command line of a trainer; its {@code --help} tells what each flag is for.
 *
 * @param dataDir {@code --data-dir}: the output of preprocessing
 * @param jobDir {@code --job-dir}: where checkpoints, events and the exported model go
 * @param trainSteps {@code --train-steps}: global steps in all; 0 means as the model needs
 * @param trainEpochs {@code --train-epochs}: instead, how often to learn from each example; 0 means
 *     as the steps say
 * @param checkpoints {@code --checkpoint-secs}, {@code --checkpoint-steps}, {@code
 *     --keep-checkpoints}, {@code --eval-secs} and {@code --best-metric}
 * @param threads {@code --threads}: threads of a task for one operation; 0 means all cores
 * @param seed {@code --seed}: the seed of first parameters and order of examples
 * @param strategy {@code --strategy}, {@code --backup-workers}, {@code --sharding}, {@code
 *     --gradients} and {@code --peer-timeout-secs}: how tasks train together
 * @param ending {@code --time-limit-secs} and {@code --patience}: what ends training early
 * @param limits {@code --start-timeout-secs}, {@code --first-step-timeout-secs}, {@code
 *     --step-timeout-secs} and {@code --stop-timeout-secs}: how long a task waits
 * @param rollbacks {@code --rollbacks}: how often training may go back when the loss is not finite
 * @param skipsCorrupt {@code --corrupt-records}, {@code fail} or {@code skip}: what is done about a
 *     record that is cut off or has a wrong checksum
 * @param watching {@code --log-format} and {@code --profile}: how it can be watched
 * @param own the values of flags that only this trainer has, by name
 */
public record TrainerArguments(
    Path dataDir,
    Path jobDir,
    long trainSteps,
    long trainEpochs,
    Checkpoints checkpoints,
    int threads,
    long seed,
    Strategy strategy,
    Ending ending,
    Limits limits,
    int rollbacks,
    boolean skipsCorrupt,
    Watching watching,
    Map<String, String> own) {

  /** Checks that the length of training is told once. */
  public TrainerArguments {
    own = Map.copyOf(own);
    if (trainSteps < 0 || trainEpochs < 0) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%d steps or %d epochs are none to train; expected 1 or more.",
              trainSteps,
              trainEpochs));
    }
    if (trainSteps > 0 && trainEpochs > 0) {
      throw ManabiException.user("Use either --train-steps or --train-epochs, not both.");
    }
  }

  /**
   * Reads flags and their values, which follow them or come after a {@code =}.
   *
   * @param own flags that only this trainer has
   * @param args the command line
   * @throws ManabiException if a flag is unknown, has no value or a wrong one, or a needed one is
   *     missing
   */
  public static TrainerArguments parse(List<TrainerFlag> own, String... args) {
    return TrainerFlags.read(own, args).arguments(own);
  }

  /**
   * How many global steps to make in all. Where epochs count, and the job goes on from a
   * checkpoint, perhaps with another number of tasks, it is what had been made and what is left to
   * learn from.
   *
   * @param otherwise if the flags do not say it
   * @param batchSize examples of a step of one task
   * @param cluster the tasks
   */
  public long steps(long otherwise, int batchSize, ClusterConfig cluster) {
    if (trainEpochs > 0) {
      return stepsOfEpochs(trainEpochs, batchSize, cluster);
    }
    return trainSteps == 0 ? otherwise : trainSteps;
  }

  /**
   * As {@link #steps}, where the model needs epochs unless the flags say something else.
   *
   * @param otherwise how often to learn from each example if the flags do not say it
   * @param batchSize examples of a step of one task
   * @param cluster the tasks
   */
  public long stepsByEpochs(long otherwise, int batchSize, ClusterConfig cluster) {
    return trainSteps > 0
        ? trainSteps
        : stepsOfEpochs(trainEpochs > 0 ? trainEpochs : otherwise, batchSize, cluster);
  }

  private long stepsOfEpochs(long epochs, int batchSize, ClusterConfig cluster) {
    long examples = (long) batchSize * strategy.kind().batchesOfAStep(cluster.trainers());
    Made made = new CheckpointDirectory(jobDir, 1).made().orElse(new Made(0, 0));
    return made.steps() + files("train").stepsOf(jobDir, epochs, examples, made.examples());
  }

  /**
   * The schedule of what the flags say.
   *
   * @param steps global steps in all
   * @param batchSize examples of a step of one task
   * @param shuffleBuffer how many examples are held to choose the next from
   */
  public TrainingSpec.Schedule schedule(long steps, int batchSize, int shuffleBuffer) {
    return new TrainingSpec.Schedule(
        steps, batchSize, checkpoints, shuffleBuffer, threads, seed, ending, limits);
  }

  /**
   * What preprocessing made.
   *
   * @param function the function that made the records
   * @throws ManabiException if there is no output of preprocessing, or no such function
   */
  public TransformOutput transform(String function) {
    return TransformOutput.read(dataDir, function);
  }

  /**
   * The files of a data set, sorted.
   *
   * @throws ManabiException if the output of preprocessing cannot be read, or lacks a shard
   */
  public RecordFiles files(String dataSet) {
    return RecordFiles.of(dataDir, dataSet, skipsCorrupt);
  }

  /**
   * The value of a flag that only this trainer has.
   *
   * @throws IllegalArgumentException if it has no such flag
   */
  public String text(String flag) {
    String value = own.get(flag);
    if (value == null) {
      throw new IllegalArgumentException("the trainer does not tell of its flag " + flag);
    }
    return value;
  }

  /**
   * The value of a flag that only this trainer has, a whole number.
   *
   * @throws ManabiException if it is none
   * @throws IllegalArgumentException if the trainer has no such flag
   */
  public long wholeNumber(String flag) {
    return TrainerFlags.wholeNumber(flag, text(flag));
  }

  /**
   * The value of a flag that only this trainer has, a number.
   *
   * @throws ManabiException if it is none
   * @throws IllegalArgumentException if the trainer has no such flag
   */
  public double number(String flag) {
    try {
      return Double.parseDouble(text(flag));
    } catch (NumberFormatException e) {
      throw ManabiException.user(
          "Flag " + flag + " has the value '" + text(flag) + "'; expected a number.", e);
    }
  }
}
