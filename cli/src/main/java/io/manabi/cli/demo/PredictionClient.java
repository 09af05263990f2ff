package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks a model over REST, as any client would.
 *
 * @param address of the server
 * @param model its name
 */
record PredictionClient(String address, String model) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The predictions for some instances, in their order. */
  JsonNode predict(List<? extends Map<String, ?>> instances) throws InterruptedException {
    URI uri = URI.create(address + "/v1/models/" + model + ":predict");
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .proxy(HttpClient.Builder.NO_PROXY)
              .build()
              .send(
                  HttpRequest.newBuilder(uri)
                      .timeout(Duration.ofSeconds(30))
                      .header("Content-Type", "application/json")
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              JSON.writeValueAsString(Map.of("instances", instances))))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw ManabiException.resources(
            "The server answered " + answer.statusCode() + ": " + answer.body());
      }
      return JSON.readTree(answer.body()).path("predictions");
    } catch (IOException e) {
      throw ManabiException.resources("The server at " + uri + " does not answer.", e);
    }
  }
}
