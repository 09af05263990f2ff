package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.prediction.TestModels;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an operator sees of the command that serves. */
class ServeWatchIT extends ServedByCommand {
  private static final Pattern MEASUREMENT =
      Pattern.compile("\\b(manabi|http_server|jvm|process|system)_[a-z_]+");

  private Path configure(Path log) throws IOException {
    return Files.writeString(
        directory.resolve("models.config"),
        """
        model_config_list { config {
          name: "half" base_path: "%s" model_platform: "tensorflow"
          logging_config {
            log_collector_config { filename_prefix: "%s" }
            sampling_config { sampling_rate: 1 }
          }
        } }
        """
            .formatted(base, log));
  }

  private static List<Path> logged(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log.getParent())) {
      return files.filter(file -> file.toString().matches(log + "-[0-9TZ.]+\\.tfrecord")).toList();
    }
  }

  @Test
  void logsRequestsThatCanBeHeldAgainstTrainingData() throws Exception {
    TestModels.halfPlus(2, base.resolve("1"));
    Path first = directory.resolve("live/first");
    Path second = directory.resolve("live/second");
    String server = serve("--model_config_file=" + configure(first));
    send(
        request(server + "/v1/models/half:predict")
            .POST(HttpRequest.BodyPublishers.ofString("{\"instances\": [1, 2, 3, 4]}")));
    send(
        request(server + "/v2/models/half/infer")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"inputs\": [{\"name\": \"x\", \"shape\": [4], \"datatype\": \"FP32\","
                        + " \"data\": [5, 6, 7, 8]}]}")));

    configure(second);
    Awaitility.await().atMost(LIMIT).until(() -> logged(first).size() == 1);
    predict(server);
    started.get(0).destroy();
    assertThat(started.get(0).waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(logged(second)).hasSize(1);
    Path training =
        Files.writeString(directory.resolve("training.csv"), "x\n1\n2\n3\n4\n5\n6\n7\n8\n");
    Launcher.Run same =
        launcher.run(manabi, "data", "compare", training.toString(), first + "-*.tfrecord");
    Launcher.Run other =
        launcher.run(manabi, "data", "compare", training.toString(), second + "-*.tfrecord");
    assertThat(same.out()).containsPattern("  0\\.0+ +.* x: ").contains("0 of 1 columns differ");
    assertThat(same.code()).isZero();
    assertThat(other.out()).contains("1 of 1 columns differ");
    assertThat(other.code()).isOne();
  }

  private String metrics(String server) throws IOException, InterruptedException {
    return send(request(server + "/metrics")).body();
  }

  /** What {@code deploy/grafana} shows. */
  @Test
  void tellsEveryMeasurementOfTheDashboard() throws Exception {
    TestModels.halfPlus(2, base.resolve("1"));
    String server = serve("--model_config_file=" + configure(directory.resolve("log")));
    predict(server);
    Path routes =
        Files.writeString(
            directory.resolve("routes.yaml"),
            "models: {half: {split: {1: 100}, shadow: {version: 2}}}");
    String gateway =
        start("gateway", "--servers=" + server.substring(7), "--port=0", "--routes-file=" + routes);
    predict(gateway);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> metrics(gateway).contains("manabi_gateway_shadow_total"));
    String metrics = metrics(server) + metrics(gateway);

    List<String> expressions = new ArrayList<>();
    new ObjectMapper()
        .readTree(Path.of("../deploy/grafana/manabi-serving.json").toFile())
        .findValuesAsText("expr", expressions);
    assertThat(expressions).hasSizeGreaterThan(10);
    for (String expression : expressions) {
      Matcher name = MEASUREMENT.matcher(expression);
      assertThat(name.find()).as(expression).isTrue();
      do {
        assertThat(metrics).as(expression).containsPattern("(?m)^" + name.group() + "[{ ]");
      } while (name.find());
    }
  }
}
