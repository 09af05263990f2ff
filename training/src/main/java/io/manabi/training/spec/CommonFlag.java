package io.manabi.training.spec;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.stream.Stream;

/** A flag that every trainer has. */
enum CommonFlag {
  DATA_DIR("DIR", "the output of preprocessing"),
  JOB_DIR(
      "DIR",
      "where checkpoints, events and the exported model go; on storage that every task sees"),
  TRAIN_STEPS("N", "global steps in all", "", "as the model needs"),
  TRAIN_EPOCHS(
      "N", "instead of steps: how often to learn from each example", "", "as the steps say"),
  SEED("N", "of first parameters and order of examples", "1", ""),
  THREADS("N", "threads of a task for one operation", "0", "all cores"),

  STRATEGY("NAME", "local, ps-async, ps-sync or all-reduce", "ps-async", ""),
  BACKUP_WORKERS("N", "of ps-sync: tasks that a step does not wait for", "0", ""),
  SHARDING(
      "HOW",
      "of ps-async: off, each task reads the examples in an order of its own, or dynamic, each takes"
          + " the next batch that nobody has, so that an epoch has each example exactly once",
      "off",
      ""),
  GRADIENTS("TYPE", "how they travel: float32 or bfloat16", "float32", ""),

  CHECKPOINT_SECS("N", "seconds between checkpoints; 0 for none by time", "30", ""),
  CHECKPOINT_STEPS("N", "steps between checkpoints", "0", "none by steps"),
  KEEP_CHECKPOINTS("N", "how many of the newest stay", Checkpoints.KEEP, ""),
  EVAL_SECS("N", "at least so long between two evaluations", "0", "one for each checkpoint"),
  BEST_METRIC(
      "NAME",
      "the best checkpoint by this metric stays as well, and is exported; less of a loss, error or"
          + " rmse is better, more of anything else",
      "",
      "none, or accuracy with --patience"),

  TIME_LIMIT_SECS("N", "ends training after that time in all", "0", "no limit"),
  PATIENCE(
      "N", "ends training after that many evaluations none of which was the best", "0", "goes on"),

  ROLLBACKS(
      "N",
      "how often training goes back to the last checkpoint, with half the learning rate, when the"
          + " loss becomes NaN or infinite",
      "0",
      ""),
  CORRUPT_RECORDS(
      "WHAT", "fail, or skip what is behind one in its file, with a warning", "fail", ""),
  PEER_TIMEOUT_SECS(
      "N",
      "how long another task may be silent before those that need it end, to be started again from"
          + " the last checkpoint",
      Strategy.PEER_TIMEOUT.toSeconds(),
      ""),
  START_TIMEOUT_SECS(
      "N", "how long tasks may take to find each other", Limits.DEFAULT.start().toSeconds(), ""),
  FIRST_STEP_TIMEOUT_SECS(
      "N",
      "how long the first step may take, with all that comes before it",
      Limits.DEFAULT.firstStep().toSeconds(),
      ""),
  STEP_TIMEOUT_SECS(
      "N",
      "how long a further step may take, with an evaluation in between",
      Limits.DEFAULT.step().toSeconds(),
      ""),
  STOP_TIMEOUT_SECS(
      "N",
      "how long the last step and its checkpoint may take when a task is told to end",
      Limits.DEFAULT.stop().toSeconds(),
      ""),

  LOG_FORMAT("FORMAT", "text, or json for one JSON object a line on standard output", "text", ""),
  PROFILE(
      "STEPS",
      "takes the time of that many steps, operation by operation: a table in the log, and a Chrome"
          + " trace in the folder profile of the job",
      "",
      "none");

  /** What stands for the value in the help. */
  final String value;

  private final String purpose;

  /** The value where the flag is not given. */
  final String otherwise;

  private final String meaning;
  final boolean needed;

  /** One that must be given. */
  CommonFlag(String value, String purpose) {
    this.value = value;
    this.purpose = purpose;
    this.otherwise = "";
    this.meaning = "";
    this.needed = true;
  }

  CommonFlag(String value, String purpose, String otherwise, String meaning) {
    this.value = value;
    this.purpose = purpose;
    this.otherwise = otherwise;
    this.meaning = meaning;
    this.needed = false;
  }

  CommonFlag(String value, String purpose, long otherwise, String meaning) {
    this(value, purpose, String.valueOf(otherwise), meaning);
  }

  /** Its name on the command line. */
  String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The heading in the help of those that begin with this one; empty for none. */
  String heading() {
    return switch (this) {
      case DATA_DIR -> "Flags:";
      case STRATEGY -> "How tasks train together:";
      case CHECKPOINT_SECS -> "Checkpoints:";
      case TIME_LIMIT_SECS -> "The end:";
      case ROLLBACKS -> "Trouble:";
      case LOG_FORMAT -> "Watching:";
      default -> "";
    };
  }

  /** What it is for, and what follows where it is not given. */
  String help() {
    return needed ? purpose : "%s (default: %s)".formatted(purpose, told());
  }

  private String told() {
    return Stream.of(otherwise, meaning).filter(each -> !each.isEmpty()).collect(joining(", "));
  }
}
