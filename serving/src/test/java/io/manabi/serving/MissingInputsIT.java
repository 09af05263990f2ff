package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.prediction.TestModels;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that leave out inputs for which the signature has a default. */
class MissingInputsIT {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final String NO_INTEGER = Long.toString(Long.MIN_VALUE);

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new RunningServer(builder -> builder);
    server.models().load("rows", "v1", 1, TestModels.tabular(directory));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode predict(String body) throws Exception {
    HttpResponse<String> response = server.post("/v1/models/rows:predict", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void answersARowOfRequiredInputsOnly() throws Exception {
    assertThat(server.post("/v1/models/rows:predict", "{\"instances\": [{\"age\": 39}]}").body())
        .isEqualTo(
            "{\"predictions\":[{\"age\":39,\"classes\":\">50K\",\"gain\":NaN,\"hours\":"
                + NO_INTEGER
                + ",\"job\":\"\",\"pair\":[NaN,NaN],\"tags\":[\"\"]}]}");
  }

  @Test
  void takesRowsThatLeaveOutOrNullDifferentInputs() throws Exception {
    JsonNode rows =
        predict(
                """
                {"instances": [
                  {"age": 39, "hours": 40, "job": "é", "tags": ["a", "b"], "gain": null},
                  {"age": 20, "hours": null, "gain": 1.5, "tags": [], "pair": [1, null]},
                  {"tags": ["c", null, "d"], "age": 31, "job": null, "pair": null},
                  {"age": 30, "tags": null, "pair": [3, 4]}]}
                """)
            .path("predictions");

    assertThat(rows.findValuesAsText("classes")).containsExactly(">50K", "<=50K", ">50K", "<=50K");
    assertThat(rows.findValuesAsText("hours"))
        .containsExactly("40", NO_INTEGER, NO_INTEGER, NO_INTEGER);
    assertThat(rows.findValuesAsText("gain")).containsExactly("NaN", "1.5", "NaN", "NaN");
    assertThat(rows.findValuesAsText("job")).containsExactly("é", "", "", "");
    assertThat(rows.findValues("tags").toString())
        .isEqualTo("[[\"a\",\"b\",\"\"], [\"\",\"\",\"\"], [\"c\",\"\",\"d\"], [\"\",\"\",\"\"]]");
    assertThat(rows.findValues("pair").toString())
        .isEqualTo("[[\"NaN\",\"NaN\"], [1.0,\"NaN\"], [\"NaN\",\"NaN\"], [3.0,4.0]]");
  }

  @Test
  void takesColumnsWithNullsAndWithout() throws Exception {
    JsonNode outputs =
        predict(
                """
                {"inputs": {"age": [39, 20], "hours": [null, 7], "job": null,
                            "tags": [["x"], ["y", "z"]], "unknown": [1]}}
                """)
            .path("outputs");

    assertThat(outputs.path("classes").toString()).isEqualTo("[\">50K\",\"<=50K\"]");
    assertThat(outputs.path("hours").toString()).isEqualTo("[" + NO_INTEGER + ",7]");
    assertThat(outputs.path("gain").toString()).isEqualTo("[\"NaN\",\"NaN\"]");
    assertThat(outputs.path("job").toString()).isEqualTo("[\"\",\"\"]");
    assertThat(outputs.path("tags").toString()).isEqualTo("[[\"x\",\"\"],[\"y\",\"z\"]]");
  }

  @Test
  void answersCloudMlEngineAlike() throws Exception {
    HttpResponse<String> response =
        server.post(
            "/v1/projects/p/models/rows:predict",
            "{\"instances\": [{\"age\": 39, \"job\": null}, {\"age\": 3, \"job\": \"x\"}]}");

    JsonNode rows = JSON.readTree(response.body()).path("predictions");
    assertThat(rows.findValuesAsText("job")).containsExactly("", "x");
    assertThat(rows.findValuesAsText("classes")).containsExactly(">50K", "<=50K");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"instances\": [{\"x\": 2}]%s}", "{\"inputs\": {\"x\": [2]}%s}"})
  void feedsADefaultOfAWholeInputAsItIs(String body) throws Exception {
    JsonNode answer = predict(body.formatted(", \"signature_name\": \"switched\""));

    assertThat(answer.elements().next().toString()).isEqualTo("[6.0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"instances\": [{\"hours\": 1}]}|only these must be there: age",
        "{\"instances\": [{\"age\": 1}, {}]}|element: 1 of 'instances' list. JSON object: {} keys",
        "{\"instances\": [{\"age\": null}]}|key: age of 'instances' list",
        "{\"instances\": [{\"age\": 1, \"ages\": 2}]}|does not have named input: ages",
        "{\"instances\": [{\"age\": 1, \"tags\": \"a\"}]}|key: tags of 'instances' list",
        "{\"instances\": [{\"age\": 1, \"tags\": [[\"a\"]]}]}|[…] Type: Array is not of",
        "{\"instances\": [{\"age\": 1, \"hours\": 1.5}]}|key: hours of 'instances' list",
        "{\"inputs\": {\"hours\": [1]}}|Missing named input: age",
        "{\"inputs\": {\"age\": null}}|key: age of 'inputs' object",
        "{\"inputs\": {\"age\": [1, null]}}|key: age of 'inputs' object",
        "{\"inputs\": {}}|Missing named input: age",
      })
  void namesWhatIsWrong(String body, String message) throws Exception {
    HttpResponse<String> response = server.post("/v1/models/rows:predict", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).path("error").asText()).contains(message);
  }

  @Test
  void refusesRowsThatWouldFillUpToAHugeTensor() throws Exception {
    String rows = "{\"age\": 1},".repeat(20_000);
    String body =
        "{\"instances\": [" + rows + "{\"age\": 1, \"tags\": [" + "\"\",".repeat(999) + "\"\"]}]}";

    HttpResponse<String> response = server.post("/v1/models/rows:predict", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("tags", "Send fewer rows at once");
  }

  @Test
  void tellsInTheMetadataWhichInputsMayBeLeftOut() throws Exception {
    JsonNode signature =
        JSON.readTree(server.get("/v1/models/rows/metadata").body())
            .at("/metadata/signature_def/signature_def/serving_default");

    assertThat(signature.at("/inputs/age/dtype").asText()).isEqualTo("DT_INT64");
    assertThat(signature.at("/inputs/tags/tensor_shape/dim/1/size").asText()).isEqualTo("-1");
    assertThat(signature.at("/defaults").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("gain", "hours", "job", "pair", "tags");
    assertThat(signature.at("/defaults/hours/dtype").asText()).isEqualTo("DT_INT64");
  }
}
