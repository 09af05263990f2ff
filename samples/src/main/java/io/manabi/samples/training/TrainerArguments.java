package io.manabi.samples.training;

import io.manabi.core.ManabiException;
import io.manabi.training.Ending;
import io.manabi.training.Strategy;
import io.manabi.training.Watching;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.input.RecordFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command line of a sample's trainer.
 *
 * @param dataDir {@code --data-dir}: the output of preprocessing
 * @param jobDir {@code --job-dir}: where checkpoints, events and the exported model go
 * @param model {@code --model}: the name of one of its models; empty for the first
 * @param trainSteps {@code --train-steps}: global steps in all; 0 means as the model needs
 * @param trainEpochs {@code --train-epochs}: instead, how often to learn from each example; 0 means
 *     as the steps say
 * @param checkpointInterval {@code --checkpoint-secs}: seconds between checkpoints
 * @param threads {@code --threads}: threads of a task for one operation; 0 means all cores
 * @param seed {@code --seed}: the seed of first parameters and order of examples
 * @param strategy {@code --strategy}, {@code --backup-workers}, {@code --sharding}, {@code
 *     --gradients} and {@code --peer-timeout-secs}: how tasks train together
 * @param ending {@code --time-limit-secs} and {@code --patience}: what ends training early
 * @param rollbacks {@code --rollbacks}: how often training may go back when the loss is not finite
 * @param skipsCorrupt {@code --corrupt-records}, {@code fail} or {@code skip}: what is done about a
 *     record that is cut off or has a wrong checksum
 * @param watching {@code --log-format} and {@code --profile}: how it can be watched
 */
public record TrainerArguments(
    Path dataDir,
    Path jobDir,
    String model,
    long trainSteps,
    long trainEpochs,
    Duration checkpointInterval,
    int threads,
    long seed,
    Strategy strategy,
    Ending ending,
    int rollbacks,
    boolean skipsCorrupt,
    Watching watching) {

  /** Checks that the length of training is told once. */
  public TrainerArguments {
    if (trainSteps < 0 || trainEpochs < 0) {
      throw ManabiException.user(
          "%d steps or %d epochs are none to train; expected 1 or more."
              .formatted(trainSteps, trainEpochs));
    }
    if (trainSteps > 0 && trainEpochs > 0) {
      throw ManabiException.user("Use either --train-steps or --train-epochs, not both.");
    }
  }

  private static final String HELP =
      """
      Flags:
        --data-dir DIR         the output of preprocessing
        --job-dir DIR          where checkpoints, events and the exported model go; on storage that
                               every task sees
        --model NAME           one of the trainer's models (default: its first)
        --train-steps N        global steps in all (default: as the model needs)
        --train-epochs N       instead of steps: how often to learn from each example
        --checkpoint-secs N    seconds between checkpoints (default: 30)
        --threads N            threads of a task for one operation (default: 0, all cores)
        --seed N               of first parameters and order of examples (default: 1)
        --strategy NAME        ps-async, ps-sync or all-reduce (default: ps-async)
        --backup-workers N     of ps-sync: tasks that a step does not wait for (default: 0)
        --sharding HOW         of ps-async: off, each task reads the examples in an order of its own,
                               or dynamic, each takes the next batch that nobody has, so that an
                               epoch has each example exactly once (default: off)
        --gradients TYPE       how they travel: float32 or bfloat16 (default: float32)
        --peer-timeout-secs N  how long another task may be silent before those that need it end, to
                               be started again from the last checkpoint (default: 30)
        --time-limit-secs N    ends training after that time (default: 0, no limit)
        --patience N           ends training after that many evaluations without a better accuracy,
                               and exports the best (default: 0, goes on)
        --rollbacks N          how often training goes back to the last checkpoint, with half the
                               learning rate, when the loss becomes NaN or infinite (default: 0)
        --corrupt-records WHAT fail, or skip what is behind one in its file, with a warning (default:
                               fail)
        --log-format FORMAT    text, or json for one JSON object a line on standard output
                               (default: text)
        --profile STEPS        takes the time of that many steps, operation by operation: a table in
                               the log, and a Chrome trace in the folder profile of the job

      The environment variable TF_CONFIG tells which task of a cluster this process is; without it
      one process trains alone.""";

  private static final Set<String> FLAGS =
      Pattern.compile("--[a-z-]+")
          .matcher(HELP)
          .results()
          .map(MatchResult::group)
          .collect(Collectors.toCollection(LinkedHashSet::new));

  /**
   * What the flags are for.
   *
   * @param args the command line
   * @return the text if {@code args} ask for it by {@code --help}
   */
  public static Optional<String> help(String... args) {
    return List.of(args).contains("--help") ? Optional.of(HELP) : Optional.empty();
  }

  /**
   * Reads flags and their values.
   *
   * @throws ManabiException if a flag is unknown, has no value or a wrong one, or a needed one is
   *     missing
   */
  public static TrainerArguments parse(String... args) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!FLAGS.contains(args[i])) {
        throw ManabiException.user("Unknown flag " + args[i] + "; expected one of " + FLAGS + ".");
      }
      if (i + 1 == args.length) {
        throw ManabiException.user("Flag " + args[i] + " needs a value.");
      }
      values.put(args[i], args[i + 1]);
    }
    return new TrainerArguments(
        Path.of(needed(values, "--data-dir")),
        Path.of(needed(values, "--job-dir")),
        values.getOrDefault("--model", ""),
        number(values, "--train-steps", 0),
        number(values, "--train-epochs", 0),
        Duration.ofSeconds(number(values, "--checkpoint-secs", 30)),
        Math.toIntExact(number(values, "--threads", 0)),
        number(values, "--seed", 1),
        strategy(values),
        ending(values),
        Math.toIntExact(number(values, "--rollbacks", 0)),
        oneOf(values, "--corrupt-records", "fail", "skip").equals("skip"),
        watching(values));
  }

  private static Watching watching(Map<String, String> values) {
    return new Watching(
        oneOf(values, "--log-format", "text", "json").equals("json"),
        Math.toIntExact(number(values, "--profile", 0)));
  }

  private static Ending ending(Map<String, String> values) {
    long limit = number(values, "--time-limit-secs", 0);
    int patience = Math.toIntExact(number(values, "--patience", 0));
    return new Ending(
        limit == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(limit)),
        patience == 0
            ? Optional.empty()
            : Optional.of(new Ending.Patience("accuracy", true, patience)));
  }

  private static Strategy strategy(Map<String, String> values) {
    return new Strategy(
        Strategy.Kind.parse(values.getOrDefault("--strategy", "ps-async")),
        Math.toIntExact(number(values, "--backup-workers", 0)),
        oneOf(values, "--gradients", "float32", "bfloat16").equals("bfloat16"),
        Duration.ofSeconds(
            number(values, "--peer-timeout-secs", Strategy.PEER_TIMEOUT.toSeconds())),
        oneOf(values, "--sharding", "off", "dynamic").equals("dynamic"));
  }

  private static String oneOf(Map<String, String> values, String flag, String first, String other) {
    String value = values.getOrDefault(flag, first);
    if (!value.equals(first) && !value.equals(other)) {
      throw ManabiException.user(
          "Flag %s has the value '%s'; expected %s or %s.".formatted(flag, value, first, other));
    }
    return value;
  }

  private static String needed(Map<String, String> values, String flag) {
    String value = values.get(flag);
    if (value == null) {
      throw ManabiException.user("Flag " + flag + " is missing.");
    }
    return value;
  }

  private static long number(Map<String, String> values, String flag, long otherwise) {
    String value = values.get(flag);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ManabiException.user(
          "Flag " + flag + " has the value '" + value + "'; expected a whole number.", e);
    }
  }

  /**
   * How many global steps to make in all.
   *
   * @param otherwise if the flags do not say it
   * @param batchSize examples of a step of one task
   * @param cluster the tasks
   */
  public long steps(long otherwise, int batchSize, ClusterConfig cluster) {
    if (trainEpochs == 0) {
      return trainSteps == 0 ? otherwise : trainSteps;
    }
    int batches = strategy.kind().batchesOfAStep(cluster.trainers());
    return files("train").stepsOf(trainEpochs, (long) batchSize * batches);
  }

  /**
   * The files of a data set, sorted.
   *
   * @throws ManabiException if the output of preprocessing cannot be read, or lacks a shard
   */
  public RecordFiles files(String dataSet) {
    return RecordFiles.of(dataDir, dataSet, skipsCorrupt);
  }
}
