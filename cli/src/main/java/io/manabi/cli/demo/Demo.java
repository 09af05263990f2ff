package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.preprocess.ShownPreprocessing;
import io.manabi.cli.terminal.Terminal;
import io.manabi.cli.train.ClusterOptions;
import io.manabi.cli.train.ShownTraining;
import io.manabi.cli.train.TrainCommand;
import io.manabi.cli.train.WatchOptions;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.UserFolders;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.prediction.ServedModels;
import io.manabi.serving.PredictionServer;
import io.manabi.serving.PredictionServerBuilder;
import io.manabi.web.Listening;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all demos have: flags, a folder, and stages that are what a user would type. */
@SuppressWarnings("NullAway.Init") // picocli sets some fields, and call() the others.
abstract class Demo implements Callable<Integer> {
  /** The folder of the records. */
  static final String PREPROCESSED = "preprocessed";

  /** The page about the data. */
  static final String STATISTICS = "statistics.html";

  private static final String PREPROCESSED_FROM = "preprocessed.txt";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "Where everything goes (default: manabi/demo/${COMMAND-NAME} in your data directory).")
  private @Nullable Path workDir;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the original files are, gzip or not; without it they are fetched once.")
  private @Nullable Path data;

  @Option(names = "--fresh", description = "Start over instead of reusing finished stages.")
  private boolean fresh;

  @Option(
      names = "--train-steps",
      paramLabel = "N",
      description =
          "Steps to train (default: the batches that the model needs, divided by how many a step"
              + " has).")
  private @Nullable Long trainSteps;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Mixin private WatchOptions watch = new WatchOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the first parameters and the order of examples (default: 1).")
  private long seed;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Where the server listens, on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--exit", description = "End after the first predictions instead of at Ctrl-C.")
  private boolean exit;

  private final String served;
  private final int stages;
  private Path root;
  private Terminal terminal;
  private int begun;

  /**
   * A demo.
   *
   * @param served the name of the model that it serves
   * @param stages how many it has
   */
  Demo(String served, int stages) {
    this.served = served;
    this.stages = stages;
  }

  /** Does the stages. */
  abstract void run() throws Exception;

  @Override
  public Integer call() throws Exception {
    require(trainSteps == null || trainSteps >= 1, "--train-steps", trainSteps, "1 or more");
    require(port >= 0 && port <= 65_535, "--port", port, "0 to 65535");
    cluster.cluster(spec);
    watch.profileSteps(spec);
    terminal = watch.terminal(spec);
    Listening.requireFree(port);
    root =
        workDir == null
            ? UserFolders.data().resolve("demo").resolve(spec.name())
            : workDir.toAbsolutePath().normalize();
    FolderLock lock = lock();
    try {
      if (fresh) {
        for (String part : List.of(PREPROCESSED_FROM, PREPROCESSED, STATISTICS, "jobs")) {
          AtomicFiles.deleteTree(file(part));
        }
      }
      run();
    } finally {
      lock.close();
    }
    return 0;
  }

  private FolderLock lock() {
    try {
      return FolderLock.tryHold(root, ".lock")
          .orElseThrow(
              () ->
                  ManabiException.resources(
                      "Another demo is running in %s; end it, or choose another --work-dir."
                          .formatted(root)));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    }
  }

  /** Refuses a flag unless it is right. */
  final void require(boolean right, String flag, @Nullable Object value, String expected) {
    if (!right) {
      throw new ParameterException(
          spec.commandLine(), flag + " is " + value + "; expected " + expected + ".");
    }
  }

  /** Begins the next stage. */
  final void begin(String title) {
    terminal.heading(++begun, stages, title);
  }

  final void line(String text) {
    terminal.line(text);
  }

  /** A file or folder in that of the demo. */
  final Path file(String name) {
    return root.resolve(name);
  }

  /** Where the user has the original files, if anywhere. */
  final Optional<Path> data() {
    return Optional.ofNullable(data);
  }

  /**
   * Preprocesses, unless that has been done.
   *
   * @param unit what a row is, for people
   * @param rows tells them from others of the demo
   */
  final void preprocess(PreprocessJob job, String unit, String rows) throws IOException {
    begin("Preprocess on Apache Beam");
    Path done = file(PREPROCESSED_FROM);
    if (Files.exists(done) && Files.readString(done).equals(rows)) {
      line("reused: records and transform graph in " + job.output());
    } else {
      Files.deleteIfExists(done);
      new ShownPreprocessing(terminal, unit).run(job);
      AtomicFiles.writeText(done, rows);
    }
  }

  /**
   * Trains as {@code manabi train} does, with the flags of it that were given, unless that has been
   * done.
   *
   * @param what tells its model and data from others of the demo
   * @param batches how many the model needs
   * @param flags of the trainer, with their values
   * @return the directory of the exported model
   */
  final Path train(Class<?> trainer, Path records, String what, long batches, String... flags)
      throws Exception {
    begin("Train with distributed TensorFlow");
    long steps = trainSteps == null ? batches / cluster.cluster(spec).batchesOfAStep() : trainSteps;
    int settings = List.of(steps, seed, cluster.cluster(spec).toString()).hashCode();
    Path job = file("jobs").resolve(spec.name() + "_" + what + "_" + Integer.toHexString(settings));
    ShownTraining shown = new ShownTraining(job, "examples", List.of(), terminal);
    if (shown.exported().isPresent()) {
      shown.lastEvaluation().ifPresent(last -> line("reused: " + last));
      line("checkpoints and TensorBoard events in " + job);
    } else {
      List<String> arguments = new ArrayList<>(List.of(flags));
      arguments.addAll(List.of("--trainer", trainer.getName(), "--data-dir", records.toString()));
      arguments.addAll(List.of("--job-dir", job.toString(), "--train-steps", "" + steps));
      arguments.addAll(List.of("--seed", "" + seed));
      TrainCommand command = new TrainCommand();
      CommandLine line = new CommandLine(command);
      for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
        if (line.getCommandSpec().findOption(option.longestName()) != null) {
          arguments.add(option.longestName() + "=" + option.getValue());
        }
      }
      line.parseArgs(arguments.toArray(new String[0]));
      command.call();
    }
    return shown
        .exported()
        .filter(Files::isDirectory)
        .orElseThrow(
            () ->
                ManabiException.resources(
                    "There is no exported model where the log in %s says; start over with --fresh."
                        .formatted(job)));
  }

  /** A server for some models. */
  PredictionServerBuilder server(ServedModels models) {
    return PredictionServer.builder(models);
  }

  /**
   * Serves a model, has it asked, and goes on until Ctrl-C.
   *
   * @param questions asks it
   */
  final void serve(Path export, Consumer<ApiClient> questions) throws InterruptedException {
    begin("Serve");
    try (ServedModels models = new ServedModels()) {
      models.load(served, "v1", 1, export);
      try (PredictionServer server = server(models).port(port).build()) {
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.port());
        line("model " + served + ", version v1");
        line("POST " + address + "/v1/models/" + served + ":predict");
        line("POST " + address + "/v1/projects/PROJECT/models/" + served + ":predict");
        questions.accept(new ApiClient(address, "demo", Optional.empty()));
        if (!exit) {
          line("Ctrl-C ends the server.");
          new CountDownLatch(1).await();
        }
      }
    }
  }

  /**
   * What the model says to some instances, in their order.
   *
   * @param instances what Jackson makes an array of
   */
  final JsonNode predict(ApiClient client, Object instances) {
    return client
        .post("models/" + served + ":predict", JSON.valueToTree(Map.of("instances", instances)))
        .path("predictions");
  }
}
