package io.manabi.training.spec;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the command line of a trainer. */
public final class TrainerFlags {
  /** Where the second column of the help begins, and where a line ends. */
  private static final int INDENT = 25;

  private static final int WIDTH = 100;

  private static final String CLUSTER =
      """

      The environment variable TF_CONFIG tells which task of a cluster this process is; without it
      one process trains alone.""";

  private final Map<String, String> values;

  private TrainerFlags(Map<String, String> values) {
    this.values = values;
  }

  /** What the flags are for. */
  public static String help(List<TrainerFlag> own) {
    check(own);
    StringBuilder help = new StringBuilder();
    for (CommonFlag each : CommonFlag.values()) {
      if (!each.heading().isEmpty()) {
        help.append(help.isEmpty() ? "" : "\n").append(each.heading()).append('\n');
      }
      add(help, each.flag() + " " + each.value, each.help());
    }
    if (!own.isEmpty()) {
      help.append("\nOf this trainer:\n");
    }
    for (TrainerFlag flag : own) {
      String otherwise = flag.otherwise().isEmpty() ? "none" : flag.otherwise();
      add(
          help,
          flag.name() + " " + flag.value(),
          "%s (default: %s)".formatted(flag.help(), otherwise));
    }
    return help.append(CLUSTER).toString();
  }

  /** Adds a flag to the help, what it is for in lines of its own column. */
  private static void add(StringBuilder help, String flag, String purpose) {
    StringBuilder line = new StringBuilder("  ").append(flag);
    if (line.length() >= INDENT) {
      help.append(line).append('\n');
      line.setLength(0);
    }
    for (String word : purpose.split(" ", -1)) {
      if (line.length() > INDENT && line.length() + 1 + word.length() > WIDTH) {
        help.append(line).append('\n');
        line.setLength(0);
      }
      line.append(" ".repeat(Math.max(line.length() > INDENT ? 1 : 0, INDENT - line.length())));
      line.append(word);
    }
    help.append(line).append('\n');
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
    Set<String> known =
        Arrays.stream(CommonFlag.values())
            .map(CommonFlag::flag)
            .collect(Collectors.toCollection(LinkedHashSet::new));
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
        Path.of(needed(CommonFlag.DATA_DIR)),
        Path.of(needed(CommonFlag.JOB_DIR)),
        number(CommonFlag.TRAIN_STEPS),
        number(CommonFlag.TRAIN_EPOCHS),
        checkpoints(),
        count(CommonFlag.THREADS),
        number(CommonFlag.SEED),
        strategy(),
        ending(),
        limits(),
        count(CommonFlag.ROLLBACKS),
        isOther(CommonFlag.CORRUPT_RECORDS, "skip"),
        new Watching(isOther(CommonFlag.LOG_FORMAT, "json"), count(CommonFlag.PROFILE)),
        others);
  }

  private Checkpoints checkpoints() {
    String metric = value(CommonFlag.BEST_METRIC);
    if (metric.isEmpty() && count(CommonFlag.PATIENCE) > 0) {
      metric = "accuracy";
    }
    return new Checkpoints(
        seconds(CommonFlag.CHECKPOINT_SECS),
        number(CommonFlag.CHECKPOINT_STEPS),
        count(CommonFlag.KEEP_CHECKPOINTS),
        seconds(CommonFlag.EVAL_SECS),
        metric.isEmpty() ? Optional.empty() : Optional.of(Checkpoints.BestMetric.of(metric)));
  }

  private Ending ending() {
    Duration limit = seconds(CommonFlag.TIME_LIMIT_SECS);
    return new Ending(
        limit.isZero() ? Optional.empty() : Optional.of(limit), count(CommonFlag.PATIENCE));
  }

  private Limits limits() {
    return new Limits(
        seconds(CommonFlag.START_TIMEOUT_SECS),
        seconds(CommonFlag.FIRST_STEP_TIMEOUT_SECS),
        seconds(CommonFlag.STEP_TIMEOUT_SECS),
        seconds(CommonFlag.STOP_TIMEOUT_SECS));
  }

  private Strategy strategy() {
    return new Strategy(
        Strategy.Kind.parse(value(CommonFlag.STRATEGY)),
        count(CommonFlag.BACKUP_WORKERS),
        isOther(CommonFlag.GRADIENTS, "bfloat16"),
        seconds(CommonFlag.PEER_TIMEOUT_SECS),
        isOther(CommonFlag.SHARDING, "dynamic"));
  }

  private String value(CommonFlag flag) {
    return values.getOrDefault(flag.flag(), flag.otherwise);
  }

  /** Whether a flag has the other of its two values, not the one that it has if it is not given. */
  private boolean isOther(CommonFlag flag, String other) {
    String value = value(flag);
    if (!value.equals(flag.otherwise) && !value.equals(other)) {
      throw ManabiException.user(
          "Flag %s has the value '%s'; expected %s or %s."
              .formatted(flag.flag(), value, flag.otherwise, other));
    }
    return value.equals(other);
  }

  private String needed(CommonFlag flag) {
    String value = values.get(flag.flag());
    if (value == null) {
      throw ManabiException.user("Flag " + flag.flag() + " is missing.");
    }
    return value;
  }

  private Duration seconds(CommonFlag flag) {
    return Duration.ofSeconds(count(flag));
  }

  private int count(CommonFlag flag) {
    long value = number(flag);
    if (value != (int) value) {
      throw ManabiException.user(
          String.format(Locale.ROOT, "Flag %s is %d; that is too much.", flag.flag(), value));
    }
    return (int) value;
  }

  private long number(CommonFlag flag) {
    String value = values.get(flag.flag());
    if (value == null) {
      value = flag.otherwise.isEmpty() ? "0" : flag.otherwise;
    }
    return wholeNumber(flag.flag(), value);
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
