package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.samples.mnist.MnistDigits;
import io.manabi.samples.mnist.MnistFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Asks the server for the first test images, as a client would, and prints what it says. */
final class FirstPredictions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COUNT = 10;

  private final String address;
  private final Terminal terminal;

  FirstPredictions(String address, Terminal terminal) {
    this.address = address;
    this.terminal = terminal;
  }

  void run(MnistFiles files) throws InterruptedException {
    List<MnistDigits.Digit> digits = MnistDigits.test(files, COUNT);
    List<Map<String, float[]>> instances = new ArrayList<>();
    digits.forEach(digit -> instances.add(Map.of("inputs", digit.inputs())));
    JsonNode predictions = predict(Map.of("instances", instances)).path("predictions");
    terminal.line("LABEL  CLASSES  PROBABILITIES");
    int right = 0;
    for (int i = 0; i < digits.size(); i++) {
      JsonNode prediction = predictions.path(i);
      long answer = prediction.path("classes").asLong(-1);
      right += answer == digits.get(i).label() ? 1 : 0;
      StringBuilder probabilities = new StringBuilder();
      prediction
          .path("probabilities")
          .forEach(
              each -> probabilities.append(String.format(Locale.ROOT, " %.3f", each.asDouble())));
      terminal.line(
          String.format(Locale.ROOT, "%5d  %7d %s", digits.get(i).label(), answer, probabilities));
    }
    terminal.line(right + " of " + digits.size() + " are right");
  }

  private JsonNode predict(Object request) throws InterruptedException {
    URI uri = URI.create(address + "/v1/models/" + MnistDemo.MODEL + ":predict");
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri)
                      .timeout(Duration.ofSeconds(30))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw ManabiException.resources(
            "The server answered " + answer.statusCode() + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw ManabiException.resources("The server at " + uri + " does not answer.", e);
    }
  }
}
