package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.prediction.ServedModels;
import io.manabi.samples.census.CensusPreprocessing;
import io.manabi.samples.census.CensusTrainer;
import io.manabi.serving.PredictionServer;
import io.manabi.transform.TransformOutput;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The census from dirty files to answers for raw rows, on some hundred rows made for it. */
@Timeout(240)
class CensusDemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 600;
  private static final List<JsonNode> LOG = new ArrayList<>();

  @TempDir static Path folder;
  private static String preprocessed = "";

  @BeforeAll
  static void preprocessAndTrain() throws Exception {
    CensusRows.write(folder, ROWS);
    preprocessed =
        run(
            0,
            "io.manabi.cli.Main",
            "preprocess",
            "--preprocessing",
            CensusPreprocessing.class.getName(),
            "--csv",
            "uci",
            "--columns",
            CensusRows.columns(),
            "--input",
            "train=" + folder.resolve("adult.data"),
            "--input",
            "test=" + folder.resolve("adult.test"),
            "--deduplicate",
            "--gzip",
            "--output",
            folder.resolve("records").toString());
    run(
        0,
        CensusTrainer.class.getName(),
        "--data-dir",
        folder.resolve("records").toString(),
        "--job-dir",
        folder.resolve("job").toString(),
        "--train-steps",
        "300");
    for (String line : Files.readAllLines(folder.resolve("job/training-log.jsonl"))) {
      LOG.add(JSON.readTree(line));
    }
  }

  @Test
  void preprocessesDirtyFiles() throws IOException {
    assertThat(preprocessed)
        .contains("train: 600 rows in 1 file", "test: 600 rows in 1 file")
        .contains("60 duplicates left out", "1 rows could not be used")
        .doesNotContain("\tat ");
    Path records = folder.resolve("records");
    assertThat(Files.readString(records.resolve("quarantine.jsonl")))
        .contains("\"line\":661,\"column\":\"age\"", "'forty'");
    TransformOutput output = TransformOutput.read(records, CensusPreprocessing.FEATURES);
    assertThat(output.vocabularyByName("income")).containsExactly("<=50K", ">50K");
    assertThat(output.vocabularySizeByName("occupation")).isEqualTo(3);
    assertThat(output.numBucketsForTransformedFeature("occupation")).isEqualTo(4);
    assertThat(Files.readString(records.resolve("raw_metadata/statistics.html")))
        .contains("train and test", "native_country");
  }

  @Test
  void learns() {
    assertThat(event("evaluation").path("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(event("evaluation").path("auc").asDouble()).isGreaterThan(0.95);
  }

  @Test
  void answersRawRowsWithLabels() throws Exception {
    JsonNode predictions =
        predict(
                """
            {"instances": [
              {"age": 39, "workclass": "State-gov", "education": "education-3",
               "education_num": 3, "occupation": null},
              {"age": 52, "workclass": "Private", "education": "education-16",
               "education_num": 16, "occupation": "Exec-managerial"},
              {"age": null, "workclass": "unheard of", "education": null,
               "education_num": null, "occupation": null}]}
            """)
            .path("predictions");
    assertThat(predictions).hasSize(3);
    assertThat(predictions.path(0).path("classes").asText()).isEqualTo("<=50K");
    assertThat(predictions.path(1).path("classes").asText()).isEqualTo(">50K");
    for (JsonNode prediction : predictions) {
      double rich = prediction.path("probabilities").path(1).asDouble();
      assertThat(prediction.path("probabilities").path(0).asDouble() + rich)
          .isCloseTo(1, within(1e-6));
      assertThat(prediction.path("classes").asText()).isEqualTo(rich > 0.5 ? ">50K" : "<=50K");
    }
  }

  @Test
  void answersTheSameForANullAndAColumnThatIsLeftOut() throws Exception {
    assertThat(predict("{\"instances\": [{\"age\": 30, \"occupation\": null}]}"))
        .isEqualTo(predict("{\"instances\": [{\"age\": 30}]}"));
  }

  @Test
  void namesTheFileThatIsNotOfTheCensus() throws Exception {
    assertThat(
            run(
                1,
                "io.manabi.cli.Main",
                "demo",
                "census",
                "--exit",
                "--work-dir",
                folder.resolve("work").toString(),
                "--data",
                folder.toString()))
        .contains("manabi: ", "adult.data is not the original")
        .doesNotContain("\tat ");
  }

  private static JsonNode predict(String body) throws Exception {
    try (ServedModels models = new ServedModels();
        PredictionServer server = PredictionServer.builder(models).port(0).build()) {
      models.load("CENSUS", "v1", 1, Path.of(event("exported").path("directory").asText()));
      server.start();
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/v1/models/CENSUS:predict");
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri)
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    }
  }

  /** The last line of the training log about something. */
  private static JsonNode event(String name) {
    JsonNode last = JSON.createObjectNode();
    for (JsonNode line : LOG) {
      last = line.path("event").asText().equals(name) ? line : last;
    }
    return last;
  }

  /** Runs a program in a process of its own; returns what it says. */
  private static String run(int exitCode, String main, String... arguments) throws Exception {
    Path output = folder.resolve("output-" + main);
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main),
                Stream.of(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MANABI_LOG", output + ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isEqualTo(exitCode);
    return text;
  }
}
