package io.manabi.cli.demo;

import io.manabi.cli.terminal.Terminal;
import io.manabi.prediction.ServedModels;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Version;
import io.manabi.samples.mnist.MnistData;
import io.manabi.samples.mnist.MnistFiles;
import io.manabi.serving.PredictionServer;
import io.manabi.web.Listening;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The stages of the demo, one after the other. */
final class MnistDemo {
  static final String MODEL = "MNIST";
  private static final int STAGES = 7;
  private static final String PAGE = "/draw/";
  private static final String PAGE_FILES = "io/manabi/samples/mnist/draw";

  private final Options options;
  private final Terminal terminal;

  MnistDemo(Options options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  /**
   * What the user asked for.
   *
   * @param workDir where everything goes
   * @param data where the original files are; null to fetch them
   * @param fresh whether to start over
   * @param training how to train
   * @param port where the server listens
   * @param exit whether to end after the first predictions
   */
  record Options(
      Path workDir,
      @Nullable Path data,
      boolean fresh,
      Training training,
      int port,
      boolean exit) {}

  void run() throws InterruptedException {
    Listening.requireFree(options.port());
    try (WorkFolder folder = WorkFolder.open(options.workDir(), options.fresh())) {
      terminal.heading(1, STAGES, "Data");
      Path data = folder.resolve("data");
      MnistFiles files =
          new MnistData(data).get(Optional.ofNullable(options.data()), terminal::line);
      terminal.line("four files in " + data);

      terminal.heading(2, STAGES, "Preprocess on Apache Beam");
      Path records =
          new PreprocessStage(folder, terminal).run(files, options.training().examples());

      terminal.heading(3, STAGES, "Train with distributed TensorFlow");
      TrainStage train = new TrainStage(folder, terminal);
      Path export = train.run(records, options.training());

      terminal.heading(4, STAGES, "Export");
      terminal.line("SavedModel in " + export);

      terminal.heading(5, STAGES, "Serve");
      try (ModelRegistry registry =
              ModelRegistry.open(folder.resolve("registry"), Clock.systemUTC());
          ServedModels models = new ServedModels()) {
        Version version =
            new ServedVersion(MODEL, "Handwritten digits").load(registry, models, export);
        serve(models, version, files);
      }
    }
  }

  private void serve(ServedModels models, Version version, MnistFiles files)
      throws InterruptedException {
    try (PredictionServer server =
        PredictionServer.builder(models)
            .port(options.port())
            .staticFiles(PAGE, MnistFiles.class.getClassLoader(), PAGE_FILES)
            .build()) {
      server.start();
      String address = "http://127.0.0.1:" + server.port();
      terminal.line(
          "model "
              + MODEL
              + ", version "
              + version.name().id()
              + ", from the registry in "
              + options.workDir().resolve("registry"));
      terminal.line("POST " + address + "/v1/models/" + MODEL + ":predict");
      terminal.line("POST " + address + "/v1/projects/PROJECT/models/" + MODEL + ":predict");

      terminal.heading(6, STAGES, "Predict the first ten test images over REST");
      new FirstPredictions(address, terminal).run(files);

      terminal.heading(7, STAGES, "Draw");
      terminal.line("Open " + address + PAGE + " and draw a digit.");
      if (!options.exit()) {
        terminal.line("Ctrl-C ends the server.");
        new CountDownLatch(1).await();
      }
    }
  }
}
