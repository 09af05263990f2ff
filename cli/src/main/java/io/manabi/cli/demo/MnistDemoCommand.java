package io.manabi.cli.demo;

import io.manabi.cli.train.Cluster;
import io.manabi.cli.train.ClusterOptions;
import io.manabi.cli.train.WatchOptions;
import io.manabi.samples.mnist.MnistTrainer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo of handwritten digits. */
@Command(
    name = "mnist",
    description = {
      "Handwritten digits, from the raw files to a page in which you draw one.",
      "Fetches MNIST, preprocesses it on Apache Beam, trains with one master, two workers and one"
          + " parameter server, exports the model, serves it, and opens a page to draw in.",
      "Stages that have finished are reused when you run it again."
    },
    footer = {
      "",
      "Examples:",
      "  manabi demo mnist                  everything, then draw until Ctrl-C",
      "  manabi demo mnist --exit           end after the first predictions",
      "  manabi demo mnist --model original the model of the 2017 post, 10,000 steps"
    })
public final class MnistDemoCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Where everything goes (default: manabi/demo/mnist in your data directory).")
  private @Nullable Path workDir;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the four files of MNIST are, gzip or not; without it they are fetched once.")
  private @Nullable Path data;

  @Option(names = "--fresh", description = "Start over instead of reusing finished stages.")
  private boolean fresh;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "fast",
      description = "fast, or original as in the 2017 post (default: ${DEFAULT-VALUE}).")
  private String model = "fast";

  @Option(
      names = "--train-steps",
      paramLabel = "N",
      description =
          "Steps to train (default: 4300 for fast, 10000 for original; divided by the number of"
              + " batches that a step has).")
  private @Nullable Long trainSteps;

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description = "Train on the first N images only, for a quick look (default: all 55000).")
  private @Nullable Integer trainImages;

  @Option(
      names = "--checkpoint-secs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Seconds between checkpoints (default: ${DEFAULT-VALUE}).")
  private int checkpointSecs = 30;

  @Mixin private ClusterOptions clusterOptions = new ClusterOptions();

  @Mixin private WatchOptions watchOptions = new WatchOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the first parameters and the order of images (default: 1).")
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
    if (!model.equals("fast") && !model.equals("original")) {
      throw usage("--model", model, "fast or original");
    }
    if (trainSteps != null && trainSteps < 1) {
      throw usage("--train-steps", trainSteps, "1 or more");
    }
    if (trainImages != null && (trainImages < 1000 || trainImages > 55_000)) {
      throw usage("--train-images", trainImages, "1000 to 55000");
    }
    if (checkpointSecs < 1) {
      throw usage("--checkpoint-secs", checkpointSecs, "1 or more");
    }
    if (port < 0 || port > 65_535) {
      throw usage("--port", port, "0 to 65535");
    }
    new MnistDemo(options(), watchOptions.terminal(spec)).run();
    return 0;
  }

  private ParameterException usage(String flag, Object value, String expected) {
    return new ParameterException(
        spec.commandLine(), flag + " is " + value + "; expected " + expected + ".");
  }

  private MnistDemo.Options options() {
    Cluster cluster = clusterOptions.cluster(spec);
    long steps = (model.equals("fast") ? 4_300L : 10_000L) / cluster.batchesOfAStep();
    return new MnistDemo.Options(
        WorkFolder.path(workDir, "mnist"),
        data,
        fresh,
        new Training(
            "mnist",
            MnistTrainer.class,
            model,
            List.of("--model", model),
            trainSteps == null ? steps : trainSteps,
            trainImages == null ? 55_000 : trainImages,
            "images",
            checkpointSecs,
            cluster,
            seed,
            watchOptions.profileSteps(spec)),
        port,
        exit);
  }
}
