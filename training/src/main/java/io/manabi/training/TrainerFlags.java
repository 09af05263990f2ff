package io.manabi.training;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the command line of a trainer. */
final class TrainerFlags {
  private static final String HELP =
      """
      Flags:
        --data-dir DIR         the output of preprocessing
        --job-dir DIR          where checkpoints, events and the exported model go; on storage that
                               every task sees
        --train-steps N        global steps in all (default: as the model needs)
        --train-epochs N       instead of steps: how often to learn from each example
        --seed N               of first parameters and order of examples (default: 1)
        --threads N            threads of a task for one operation (default: 0, all cores)

      How tasks train together:
        --strategy NAME        local, ps-async, ps-sync or all-reduce (default: ps-async)
        --backup-workers N     of ps-sync: tasks that a step does not wait for (default: 0)
        --sharding HOW         of ps-async: off, each task reads the examples in an order of its own,
                               or dynamic, each takes the next batch that nobody has, so that an
                               epoch has each example exactly once (default: off)
        --gradients TYPE       how they travel: float32 or bfloat16 (default: float32)

      Checkpoints:
        --checkpoint-secs N    seconds between checkpoints; 0 for none by time (default: 30)
        --checkpoint-steps N   steps between checkpoints (default: 0, none by steps)
        --keep-checkpoints N   how many of the newest stay (default: 5)
        --eval-secs N          at least so long between two evaluations (default: 0, one for each
                               checkpoint)
        --best-metric NAME     the best checkpoint by this metric stays as well, and is exported;
                               less of a loss, error or rmse is better, more of anything else
                               (default: none, or accuracy with --patience)

      The end:
        --time-limit-secs N    ends training after that time in all (default: 0, no limit)
        --patience N           ends training after that many evaluations none of which was the best
                               (default: 0, goes on)

      Trouble:
        --rollbacks N          how often training goes back to the last checkpoint, with half the
                               learning rate, when the loss becomes NaN or infinite (default: 0)
        --corrupt-records WHAT fail, or skip what is behind one in its file, with a warning (default:
                               fail)
        --peer-timeout-secs N  how long another task may be silent before those that need it end, to
                               be started again from the last checkpoint (default: 30)
        --start-timeout-secs N how long tasks may take to find each other (default: 60)
        --first-step-timeout-secs N
                               how long the first step may take, with all that comes before it
                               (default: 600)
        --step-timeout-secs N  how long a further step may take, with an evaluation in between
                               (default: 300)
        --stop-timeout-secs N  how long the last step and its checkpoint may take when a task is told
                               to end (default: 15)

      Watching:
        --log-format FORMAT    text, or json for one JSON object a line on standard output
                               (default: text)
        --profile STEPS        takes the time of that many steps, operation by operation: a table in
                               the log, and a Chrome trace in the folder profile of the job
      """;

  private static final String CLUSTER =
      """

      The environment variable TF_CONFIG tells which task of a cluster this process is; without it
      one process trains alone.""";

  private static final Set<String> COMMON =
      Pattern.compile("(?m)^ +(--[a-z-]+)")
          .matcher(HELP)
          .results()
          .map((MatchResult flag) -> flag.group(1))
          .collect(Collectors.toCollection(LinkedHashSet::new));

  private final Map<String, String> values;

  private TrainerFlags(Map<String, String> values) {
    this.values = values;
  }

  /** What the flags are for. */
  static String help(List<TrainerFlag> own) {
    check(own);
    StringBuilder help = new StringBuilder(HELP);
    if (!own.isEmpty()) {
      help.append("\nOf this trainer:\n");
    }
    for (TrainerFlag flag : own) {
      help.append(
          String.format(
              Locale.ROOT,
              "  %-22s %s (default: %s)%n",
              flag.name() + " " + flag.value(),
              flag.help(),
              flag.otherwise().isEmpty() ? "none" : flag.otherwise()));
    }
    return help.append(CLUSTER).toString();
  }

  static TrainerFlags read(List<TrainerFlag> own, String... args) {
    Set<String> known = check(own);
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      int equals = args[i].startsWith("--") ? args[i].indexOf('=') : -1;
      String flag = equals < 0 ? args[i] : args[i].substring(0, equals);
      if (!known.contains(flag)) {
        throw ManabiException.user("Unknown flag " + flag + "; expected one of " + known + ".");
      }
      if (equals < 0 && i + 1 == args.length) {
        throw ManabiException.user("Flag " + flag + " needs a value.");
      }
      values.put(flag, equals < 0 ? args[++i] : args[i].substring(equals + 1));
    }
    for (TrainerFlag flag : own) {
      flag.check(values.computeIfAbsent(flag.name(), name -> flag.otherwise()));
    }
    return new TrainerFlags(values);
  }

  /** All flags, of which none may hide another. */
  private static Set<String> check(List<TrainerFlag> own) {
    Set<String> known = new LinkedHashSet<>(COMMON);
    for (TrainerFlag flag : own) {
      if (!known.add(flag.name())) {
        throw ManabiException.user(
            "The trainer has a flag %s of its own, but there is one of that name already; rename it."
                .formatted(flag.name()));
      }
    }
    return known;
  }

  TrainerArguments arguments(List<TrainerFlag> own) {
    Map<String, String> others = new HashMap<>();
    own.forEach(flag -> others.put(flag.name(), requireNonNull(values.get(flag.name()))));
    return new TrainerArguments(
        Path.of(needed("--data-dir")),
        Path.of(needed("--job-dir")),
        number("--train-steps", 0),
        number("--train-epochs", 0),
        checkpoints(),
        count("--threads", 0),
        number("--seed", 1),
        strategy(),
        ending(),
        limits(),
        count("--rollbacks", 0),
        oneOf("--corrupt-records", "fail", "skip").equals("skip"),
        new Watching(oneOf("--log-format", "text", "json").equals("json"), count("--profile", 0)),
        others);
  }

  private Checkpoints checkpoints() {
    String otherwise = count("--patience", 0) > 0 ? "accuracy" : "";
    String metric = values.getOrDefault("--best-metric", otherwise);
    return new Checkpoints(
        seconds("--checkpoint-secs", Duration.ofSeconds(30)),
        number("--checkpoint-steps", 0),
        count("--keep-checkpoints", Checkpoints.KEEP),
        seconds("--eval-secs", Duration.ZERO),
        metric.isEmpty() ? Optional.empty() : Optional.of(Checkpoints.BestMetric.of(metric)));
  }

  private Ending ending() {
    Duration limit = seconds("--time-limit-secs", Duration.ZERO);
    return new Ending(
        limit.isZero() ? Optional.empty() : Optional.of(limit), count("--patience", 0));
  }

  private Limits limits() {
    return new Limits(
        seconds("--start-timeout-secs", Limits.DEFAULT.start()),
        seconds("--first-step-timeout-secs", Limits.DEFAULT.firstStep()),
        seconds("--step-timeout-secs", Limits.DEFAULT.step()),
        seconds("--stop-timeout-secs", Limits.DEFAULT.stop()));
  }

  private Strategy strategy() {
    return new Strategy(
        Strategy.Kind.parse(values.getOrDefault("--strategy", "ps-async")),
        count("--backup-workers", 0),
        oneOf("--gradients", "float32", "bfloat16").equals("bfloat16"),
        seconds("--peer-timeout-secs", Strategy.PEER_TIMEOUT),
        oneOf("--sharding", "off", "dynamic").equals("dynamic"));
  }

  private String oneOf(String flag, String first, String other) {
    String value = values.getOrDefault(flag, first);
    if (!value.equals(first) && !value.equals(other)) {
      throw ManabiException.user(
          "Flag %s has the value '%s'; expected %s or %s.".formatted(flag, value, first, other));
    }
    return value;
  }

  private String needed(String flag) {
    String value = values.get(flag);
    if (value == null) {
      throw ManabiException.user("Flag " + flag + " is missing.");
    }
    return value;
  }

  private Duration seconds(String flag, Duration otherwise) {
    return Duration.ofSeconds(count(flag, Math.toIntExact(otherwise.toSeconds())));
  }

  private int count(String flag, int otherwise) {
    long value = number(flag, otherwise);
    if (value != (int) value) {
      throw ManabiException.user(
          String.format(Locale.ROOT, "Flag %s is %d; that is too much.", flag, value));
    }
    return (int) value;
  }

  private long number(String flag, long otherwise) {
    String value = values.get(flag);
    return value == null ? otherwise : wholeNumber(flag, value);
  }

  /** The number that the value of a flag is. */
  static long wholeNumber(String flag, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ManabiException.user(
          "Flag " + flag + " has the value '" + value + "'; expected a whole number.", e);
    }
  }
}
