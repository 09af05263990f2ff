package io.manabi.cli.demo;

import io.manabi.cli.train.Cluster;
import io.manabi.cli.train.ClusterOptions;
import io.manabi.cli.train.WatchOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo of tabular data. */
@Command(
    name = "census",
    description = {
      "Census data, from the dirty files to predictions for raw rows.",
      "Fetches the data, shows its statistics on a page, preprocesses it on Apache Beam, trains a wide"
          + " and deep model with one master, two workers and one parameter server, and serves it.",
      "Stages that have finished are reused when you run it again."
    },
    footer = {
      "",
      "Examples:",
      "  manabi demo census                 everything, then serve until Ctrl-C",
      "  manabi demo census --exit          end after the first predictions"
    })
public final class CensusDemoCommand implements Callable<Integer> {
  private static final long STEPS = 5000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Where everything goes (default: manabi/demo/census in your data directory).")
  private @Nullable Path workDir;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where adult.data and adult.test are, gzip or not; without it they are fetched once.")
  private @Nullable Path data;

  @Option(names = "--fresh", description = "Start over instead of reusing finished stages.")
  private boolean fresh;

  @Option(
      names = "--train-steps",
      paramLabel = "N",
      description =
          "Steps to train (default: 5000, divided by the number of batches that a step has).")
  private @Nullable Long trainSteps;

  @Mixin private ClusterOptions clusterOptions = new ClusterOptions();

  @Mixin private WatchOptions watchOptions = new WatchOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the first parameters and the order of rows (default: 1).")
  private long seed = 1;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Where the server listens, on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(names = "--exit", description = "End after the first predictions instead of at Ctrl-C.")
  private boolean exit;

  @Override
  public Integer call() throws InterruptedException {
    if (trainSteps != null && trainSteps < 1) {
      throw usage("--train-steps", trainSteps, "1 or more");
    }
    if (port < 0 || port > 65_535) {
      throw usage("--port", port, "0 to 65535");
    }
    Cluster cluster = clusterOptions.cluster(spec);
    new CensusDemo(
            new CensusDemo.Options(
                WorkFolder.path(workDir, "census"),
                data,
                fresh,
                trainSteps == null ? STEPS / cluster.batchesOfAStep() : trainSteps,
                cluster,
                seed,
                watchOptions.profileSteps(spec),
                port,
                exit),
            watchOptions.terminal(spec))
        .run();
    return 0;
  }

  private ParameterException usage(String flag, Object value, String expected) {
    return new ParameterException(
        spec.commandLine(), flag + " is " + value + "; expected " + expected + ".");
  }
}
