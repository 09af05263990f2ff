package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.JsonText;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.preprocess.PreprocessJob;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.StatisticsPipeline;
import io.manabi.pipelines.validation.Comparison;
import io.manabi.pipelines.validation.StatisticsPage;
import io.manabi.samples.census.CensusData;
import io.manabi.samples.census.CensusPreprocessing;
import io.manabi.samples.census.CensusTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** The demo of tabular data. */
@Command(
    name = "census",
    description = {
      "Census data, from the dirty files to predictions for raw rows.",
      "Fetches the data, shows its statistics on a page, preprocesses it on Apache Beam, trains a wide"
          + " and deep model with one master, two workers and one parameter server, 5,000 batches,"
          + " and serves it.",
      "Stages that have finished are reused when you run it again."
    },
    footer = {
      "",
      "Examples:",
      "  manabi demo census                 everything, then serve until Ctrl-C",
      "  manabi demo census --exit          end after the first predictions"
    })
public final class CensusDemoCommand extends Demo {
  /** As clients have them: with some of the columns, of which some are null. */
  private static final String ROWS =
      """
      [{"age": 39, "workclass": "State-gov", "education": "Bachelors", "education_num": 13,
        "marital_status": "Never-married", "occupation": "Adm-clerical"},
       {"age": 44, "workclass": "Private", "education": "Masters", "education_num": 14,
        "marital_status": "Married-civ-spouse", "occupation": "Exec-managerial"},
       {"age": null, "workclass": "Private", "education": "HS-grad", "education_num": 9,
        "marital_status": "Divorced", "occupation": null}]
      """;

  /** For picocli. */
  public CensusDemoCommand() {
    super("CENSUS", 6);
  }

  @Override
  void run() throws Exception {
    begin("Data");
    CensusData data = CensusData.get(file("data"), data(), this::line);
    Map<String, RecordSource> inputs = new LinkedHashMap<>();
    inputs.put("train", CensusData.rows(CensusPreprocessing.RAW, data.train()));
    inputs.put("test", CensusData.rows(CensusPreprocessing.RAW, data.test()));
    begin("Look at the data");
    look(inputs);
    Path records = file(PREPROCESSED);
    preprocess(
        PreprocessJob.of(new CensusPreprocessing(), CensusPreprocessing.FEATURES, inputs, records)
            .with(Settings.DEFAULT.withGzip(true).withDeduplication(List.of())),
        "rows",
        "all rows");
    Path export = train(CensusTrainer.class, records, "wide_and_deep", 5_000);
    line("SavedModel in " + export);
    serve(export, this::ask);
  }

  /** Writes the page that compares what is trained on with what is tested on. */
  private void look(Map<String, RecordSource> inputs) {
    Path page = file(STATISTICS);
    if (!Files.exists(page)) {
      List<DataStatistics> both =
          inputs.entrySet().stream()
              .map(
                  input ->
                      StatisticsPipeline.run(input.getValue(), Runner.direct(), rows -> {})
                          .statistics(input.getKey()))
              .toList();
      AtomicFiles.writeText(
          page, StatisticsPage.of(Comparison.of(both.get(0), both.get(1)), List.of()));
    }
    line("statistics of all columns, train and test side by side: " + page);
  }

  private void ask(ApiClient client) {
    begin("Predict for raw rows over REST");
    JsonNode rows = JsonText.read("The rows of the demo", ROWS);
    JsonNode predictions = predict(client, rows);
    for (int i = 0; i < rows.size(); i++) {
      JsonNode prediction = predictions.path(i);
      line(
          String.format(
              Locale.ROOT,
              "%-5s  P(>50K) = %.3f  %s",
              prediction.path("classes").asText(),
              prediction.path("probabilities").path(1).asDouble(),
              rows.path(i)));
    }
  }
}
