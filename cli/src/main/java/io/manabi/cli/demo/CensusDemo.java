package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.terminal.Terminal;
import io.manabi.cli.train.Cluster;
import io.manabi.prediction.ServedModels;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Version;
import io.manabi.samples.census.CensusData;
import io.manabi.samples.census.CensusTrainer;
import io.manabi.serving.PredictionServer;
import io.manabi.web.Listening;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The stages of the demo, one after the other. */
final class CensusDemo {
  private static final String MODEL = "CENSUS";
  private static final int STAGES = 6;
  private static final int CHECKPOINT_SECS = 30;

  private final Options options;
  private final Terminal terminal;

  /**
   * What the user asked for.
   *
   * @param workDir where everything goes
   * @param data where the original files are; null to fetch them
   * @param fresh whether to start over
   * @param steps how long to train
   * @param cluster the tasks that train
   * @param seed the seed
   * @param profileSteps how many steps to profile
   * @param port where the server listens
   * @param exit whether to end after the first predictions
   */
  record Options(
      Path workDir,
      @Nullable Path data,
      boolean fresh,
      long steps,
      Cluster cluster,
      long seed,
      int profileSteps,
      int port,
      boolean exit) {}

  CensusDemo(Options options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  void run() throws InterruptedException {
    Listening.requireFree(options.port());
    try (WorkFolder folder = WorkFolder.open(options.workDir(), options.fresh())) {
      terminal.heading(1, STAGES, "Data");
      CensusData data =
          CensusData.get(
              folder.resolve("data"), Optional.ofNullable(options.data()), terminal::line);

      CensusStages stages = new CensusStages(folder, terminal);
      terminal.heading(2, STAGES, "Look at the data");
      stages.statistics(data);

      terminal.heading(3, STAGES, "Preprocess on Apache Beam");
      Path records = stages.preprocess(data);

      terminal.heading(4, STAGES, "Train with distributed TensorFlow");
      Path export =
          new TrainStage(folder, terminal)
              .run(
                  records,
                  new Training(
                      "census",
                      CensusTrainer.class,
                      "wide_and_deep",
                      List.of(),
                      options.steps(),
                      0,
                      "rows",
                      CHECKPOINT_SECS,
                      options.cluster(),
                      options.seed(),
                      options.profileSteps()));
      terminal.line("SavedModel in " + export);

      terminal.heading(5, STAGES, "Serve");
      try (ModelRegistry registry =
              ModelRegistry.open(folder.resolve("registry"), Clock.systemUTC());
          ServedModels models = new ServedModels()) {
        Version version =
            new ServedVersion(MODEL, "Who earns more than 50,000 dollars a year")
                .load(registry, models, export);
        terminal.line("model " + MODEL + ", version " + version.name().id());
        serve(models);
      }
    }
  }

  private void serve(ServedModels models) throws InterruptedException {
    try (PredictionServer server = PredictionServer.builder(models).port(options.port()).build()) {
      server.start();
      String address = "http://127.0.0.1:" + server.port();
      terminal.line("POST " + address + "/v1/models/" + MODEL + ":predict");
      terminal.line("POST " + address + "/v1/projects/PROJECT/models/" + MODEL + ":predict");

      terminal.heading(6, STAGES, "Predict for raw rows over REST");
      List<Map<String, Object>> rows = rows();
      JsonNode predictions = new PredictionClient(address, MODEL).predict(rows);
      for (int i = 0; i < rows.size(); i++) {
        JsonNode prediction = predictions.path(i);
        terminal.line(
            String.format(
                Locale.ROOT,
                "%-5s  P(>50K) = %.3f  %s",
                prediction.path("classes").asText(),
                prediction.path("probabilities").path(1).asDouble(),
                rows.get(i)));
      }
      if (!options.exit()) {
        terminal.line("Ctrl-C ends the server.");
        new CountDownLatch(1).await();
      }
    }
  }

  /** Rows as clients have them: all with the same columns, some of which are missing or null. */
  private static List<Map<String, Object>> rows() {
    List<String> columns =
        List.of("age", "workclass", "education", "education_num", "marital_status", "occupation");
    return List.of(
        row(columns, 39L, "State-gov", "Bachelors", 13L, "Never-married", "Adm-clerical"),
        row(columns, 44L, "Private", "Masters", 14L, "Married-civ-spouse", "Exec-managerial"),
        row(columns, null, "Private", "HS-grad", 9L, "Divorced", null));
  }

  private static Map<String, Object> row(List<String> columns, @Nullable Object... values) {
    Map<String, Object> row = new HashMap<>();
    List<@Nullable Object> all = Arrays.asList(values);
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), all.get(i));
    }
    return row;
  }
}
