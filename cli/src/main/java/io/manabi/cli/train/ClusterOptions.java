package io.manabi.cli.train;

import io.manabi.core.ManabiException;
import io.manabi.jobs.JobSpec;
import io.manabi.training.spec.Strategy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags that tell which tasks train, and how together. */
public final class ClusterOptions {
  private static final int DEFAULT_WORKERS = 2;

  @Option(names = "--local", description = "Train in one process.")
  private boolean local;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "ps-async",
      description = {
        "How tasks train together (default: ${DEFAULT-VALUE}):",
        "local: one process, as --local;",
        "ps-async: each updates the parameter servers when it is ready;",
        "ps-sync: the parameter servers update with the mean of all gradients;",
        "all-reduce: no parameter servers, tasks find the mean in a ring.",
        "In the last two a step has a batch of each task."
      })
  private String strategy = "ps-async";

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many workers beside the master (default: " + DEFAULT_WORKERS + ").")
  private @Nullable Integer workers;

  @Option(
      names = "--parameter-servers",
      paramLabel = "N",
      description = "How many parameter servers (default: 1, and 0 for all-reduce).")
  private @Nullable Integer parameterServers;

  @Option(
      names = "--max-restarts",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each task may be lost and is restarted (default: ${DEFAULT-VALUE}).")
  private int maxRestarts = 3;

  @Option(
      names = "--min-workers",
      paramLabel = "N",
      description =
          "With all-reduce: a worker that is lost more often than that is given up, as long as N workers are left (default: none is).")
  private @Nullable Integer minWorkers;

  /**
   * The cluster that was asked for.
   *
   * @throws ParameterException if flags do not go together
   */
  public Cluster cluster(CommandSpec command) {
    boolean local = this.local || kind(command) == Strategy.Kind.LOCAL;
    if (local && (workers != null || parameterServers != null)) {
      throw new ParameterException(
          command.commandLine(),
          "--local is one process; leave out --workers and --parameter-servers.");
    }
    if (maxRestarts < 0) {
      throw new ParameterException(
          command.commandLine(), "--max-restarts is " + maxRestarts + "; expected 0 or more.");
    }
    Strategy.Kind kind = kind(command);
    if (local) {
      return new Cluster(kind, 0, 0, JobSpec.Restarts.upTo(maxRestarts));
    }
    boolean servers = kind != Strategy.Kind.ALL_REDUCE;
    int processes = workers == null ? DEFAULT_WORKERS : workers;
    int holders = parameterServers == null ? (servers ? 1 : 0) : parameterServers;
    if (processes < (servers ? 0 : 1)) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "--workers is %d; expected %d or more with %s.",
              processes,
              servers ? 0 : 1,
              kind));
    }
    if (servers ? holders < 1 : holders != 0) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "--parameter-servers is %d; expected %s with %s.",
              holders,
              servers ? "1 or more" : "0",
              kind));
    }
    return new Cluster(kind, processes, holders, restarts(command, servers, processes));
  }

  /**
   * Checks that no tasks were asked for, where {@code TF_CONFIG} tells them.
   *
   * @throws ParameterException if there were
   */
  void refuseTasks(CommandSpec command) {
    if (local || workers != null || parameterServers != null || minWorkers != null) {
      throw new ParameterException(
          command.commandLine(),
          "TF_CONFIG tells which tasks there are; leave out --local, --workers,"
              + " --parameter-servers and --min-workers, or unset it.");
    }
  }

  private JobSpec.Restarts restarts(CommandSpec command, boolean servers, int processes) {
    if (minWorkers == null) {
      return JobSpec.Restarts.upTo(maxRestarts);
    }
    if (servers || minWorkers < 0 || minWorkers > processes) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "--min-workers is %d; expected 0 to %d, and --strategy all-reduce.",
              minWorkers,
              processes));
    }
    return new JobSpec.Restarts(maxRestarts, minWorkers, JobSpec.Restarts.SILENCE);
  }

  private Strategy.Kind kind(CommandSpec command) {
    try {
      return Strategy.Kind.parse(strategy);
    } catch (ManabiException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
