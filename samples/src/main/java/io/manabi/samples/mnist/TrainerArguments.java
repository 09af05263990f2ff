package io.manabi.samples.mnist;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of {@link MnistTrainer}.
 *
 * @param dataDir {@code --data-dir}: the output of preprocessing
 * @param jobDir {@code --job-dir}: where checkpoints, events and the exported model go
 * @param model {@code --model}: {@code fast} or {@code original}
 * @param trainSteps {@code --train-steps}: global steps in all; 0 means as the model needs
 * @param checkpointInterval {@code --checkpoint-secs}: seconds between checkpoints
 * @param threads {@code --threads}: threads of a task for one operation; 0 means all cores
 * @param seed {@code --seed}: the seed of first parameters and order of examples
 */
record TrainerArguments(
    Path dataDir,
    Path jobDir,
    String model,
    long trainSteps,
    Duration checkpointInterval,
    int threads,
    long seed) {
  private static final List<String> FLAGS =
      List.of(
          "--data-dir",
          "--job-dir",
          "--model",
          "--train-steps",
          "--checkpoint-secs",
          "--threads",
          "--seed");

  /**
   * Reads flags and their values.
   *
   * @throws ManabiException if a flag is unknown, has no value or a wrong one, or a needed one is
   *     missing
   */
  static TrainerArguments parse(String... args) {
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
        values.getOrDefault("--model", "fast"),
        number(values, "--train-steps", 0),
        Duration.ofSeconds(number(values, "--checkpoint-secs", 30)),
        Math.toIntExact(number(values, "--threads", 0)),
        number(values, "--seed", 1));
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
}
