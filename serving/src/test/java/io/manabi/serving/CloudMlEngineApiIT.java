package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.prediction.TestModels;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudMlEngineApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new RunningServer(builder -> builder);
    server.models().load("half", "v1", 1, TestModels.halfPlus(2, directory.resolve("1")));
    server.models().load("half", "v2", 2, TestModels.halfPlus(3, directory.resolve("2")));
    server.models().load("MNIST", "v1", 1, TestModels.classifier(directory.resolve("mnist")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void predictsWithTheDefaultVersion() throws Exception {
    HttpResponse<String> response =
        server.post(
            "/v1/projects/any/models/half:predict", "{\"instances\": [{\"x\": 1}, {\"x\": 2}]}");

    assertThat(response.body()).isEqualTo("{\"predictions\":[{\"y\":2.5},{\"y\":3.0}]}");
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void asksTheModelOfTheProjectBeforeThatOfAll(@TempDir Path directory) throws Exception {
    server.models().load("shop.half", "v1", 1, TestModels.halfPlus(7, directory.resolve("1")));

    assertThat(server.post("/v1/projects/shop/models/half:predict", "{\"instances\": [1]}").body())
        .isEqualTo("{\"predictions\":[{\"y\":7.5}]}");
    assertThat(server.post("/v1/projects/shop/models/MNIST:predict", "{}").statusCode())
        .isNotEqualTo(404);
  }

  @Test
  void predictsWithANamedVersion() throws Exception {
    HttpResponse<String> response =
        server.post("/v1/projects/any/models/half/versions/v2:predict", "{\"instances\": [1]}");

    assertThat(response.body()).isEqualTo("{\"predictions\":[{\"y\":3.5}]}");
  }

  @Test
  void takesWhatTheClientOf2017Sent() throws Exception {
    JsonNode answer =
        JSON.readTree(
            server
                .post(
                    "/v1/projects/p/models/MNIST:predict",
                    "{\"instances\": [{\"inputs\": [0.0, 0.0, 0.0, 9.0]}]}")
                .body());

    assertThat(answer.at("/predictions/0/classes").asInt()).isEqualTo(3);
    assertThat(answer.at("/predictions/0/probabilities")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~|JSON Parse error: The document is empty",
        "{}|Missing 'inputs' or 'instances' key",
        "{\"inputs\": [1]}|Missing 'instances' key",
        "{\"signature_name\": \"no\", \"instances\": [1]}|\"no\" not found in signature def",
      })
  void saysWhyAPredictionFailed(String body, String message) throws Exception {
    HttpResponse<String> response = server.post("/v1/projects/p/models/half:predict", body);

    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("error").asText()).startsWith("Prediction failed: ").contains(message);
    assertThat(answer.size()).isEqualTo(1);
    assertThat(response.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/projects/p/models/no:predict,projects/p/models/no",
    "/v1/projects/p/models/half/versions/v9:predict,projects/p/models/half/versions/v9",
    "/v1/projects/p/models/half:explain,There is no method POST",
    "/v1/projects/p,There is no method POST"
  })
  void answersUnknownResourcesAsGooglesApisDo(String path, String message) throws Exception {
    HttpResponse<String> response = server.post(path, "{\"instances\": [1]}");

    JsonNode error = JSON.readTree(response.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(404);
    assertThat(error.path("status").asText()).isEqualTo("NOT_FOUND");
    assertThat(error.path("message").asText()).contains(message);
    assertThat(response.statusCode()).isEqualTo(404);
  }
}
