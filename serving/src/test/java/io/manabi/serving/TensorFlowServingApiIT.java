package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.prediction.TestModels;
import io.manabi.web.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFlowServingApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server =
        new RunningServer(
            builder ->
                builder.limits(Limits.DEFAULTS.withBodyBytes(1 << 20).withUnpackedBytes(1 << 20)));
    server.models().load("half", "v1", 1, TestModels.halfPlus(2, directory.resolve("1")));
    server.models().load("half", "v2", 2, TestModels.halfPlus(3, directory.resolve("2")));
    server.models().load("MNIST", "v1", 1, TestModels.classifier(directory.resolve("mnist")));
    server.models().load("echo", "v1", 1, TestModels.echo(directory.resolve("echo")));
    server.models().load("a b", "v1", 1, TestModels.halfPlus(1, directory.resolve("ab")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertAnswer(HttpResponse<String> response, String expected) {
    assertThat(response.body()).isEqualTo(expected);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/json");
  }

  private static void assertError(HttpResponse<String> response, int code, String message)
      throws IOException {
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.path("error").asText()).contains(message);
    assertThat(body.size()).isEqualTo(1);
    assertThat(response.statusCode()).isEqualTo(code);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/json");
  }

  @Test
  void predictsWithTheLatestVersion() throws Exception {
    assertAnswer(
        server.post("/v1/models/half:predict", "{\"instances\": [1.0, 2.0, 5.0]}"),
        "{\"predictions\":[3.5,4.0,5.5]}");
    assertAnswer(
        server.post("/v1/models/half:predict", "{\"inputs\": [1.0]}"), "{\"outputs\":[3.5]}");
  }

  @Test
  void predictsWithAVersion() throws Exception {
    assertAnswer(
        server.post("/v1/models/half/versions/1:predict", "{\"instances\": [1.0]}"),
        "{\"predictions\":[2.5]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/V1/Models/half:PREDICT",
        "/v1/MODELS/half/Versions/2:predict",
        "/v1/models/h%61lf:predict"
      })
  void matchesPathsInAnyCaseAndDecodesNames(String path) throws Exception {
    assertAnswer(server.post(path, "{\"instances\": [1]}"), "{\"predictions\":[3.5]}");
  }

  @Test
  void findsModelsWhoseNamesNeedDecoding() throws Exception {
    assertAnswer(
        server.post("/v1/models/a%20b:predict", "{\"instances\": [2]}"), "{\"predictions\":[2.0]}");
  }

  @Test
  void answersManyOutputsByName() throws Exception {
    JsonNode answer =
        JSON.readTree(
            server
                .post("/v1/models/MNIST:predict", "{\"instances\": [[0,0,9,0],[9,0,0,0]]}")
                .body());

    assertThat(answer.at("/predictions/0/classes").asInt()).isEqualTo(2);
    assertThat(answer.at("/predictions/1/classes").asInt()).isZero();
    assertThat(answer.at("/predictions/1/probabilities/0").asDouble()).isGreaterThan(0.99);
  }

  @Test
  void readsAndWritesEachType() throws Exception {
    String values =
        "\"b\":[true,false],\"d\":[0.1,NaN],\"f\":[0.1,Infinity],\"i\":[1,-2],"
            + "\"l\":[[9007199254740993]],\"s\":[\"é\",\"\"],%s\"u\":[255,0]";

    assertAnswer(
        server.post("/v1/models/echo:predict", "{\"inputs\":{" + values.formatted("") + "}}"),
        "{\"outputs\":{"
            + values.formatted("\"s_bytes\":[{\"b64\":\"w6k=\"},{\"b64\":\"\"}],")
            + "}}");
  }

  @Test
  void takesScalarsAndEmptyLists() throws Exception {
    assertAnswer(
        server.post(
            "/v1/models/echo:predict",
            "{\"inputs\":{\"b\":true,\"d\":[],\"f\":[[],[]],\"i\":[],\"l\":7,\"s\":\"x\",\"u\":[]}}"),
        "{\"outputs\":{\"b\":true,\"d\":[],\"f\":[[],[]],\"i\":[],\"l\":7,\"s\":\"x\","
            + "\"s_bytes\":{\"b64\":\"eA==\"},\"u\":[]}}");
    assertAnswer(server.post("/v1/models/half:predict", "{\"inputs\": []}"), "{\"outputs\":[]}");
  }

  @Test
  void decodesImagesThroughAnotherSignature() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(
        new java.awt.image.BufferedImage(3, 2, java.awt.image.BufferedImage.TYPE_BYTE_GRAY),
        "png",
        png);
    String base64 = Base64.getEncoder().encodeToString(png.toByteArray());

    for (String instance : new String[] {"%s", "{\"image_bytes\": %s}"}) {
      String bytes = "{\"b64\": \"" + base64 + "\"}";
      assertAnswer(
          server.post(
              "/v1/models/MNIST:predict",
              "{\"signature_name\":\"drawing\",\"instances\":[" + instance.formatted(bytes) + "]}"),
          "{\"predictions\":[[2,3,1]]}");
    }
  }

  @Test
  void answersWhatTensorFlowRefusesInOneLine() throws Exception {
    HttpResponse<String> response =
        server.post(
            "/v1/models/MNIST:predict",
            "{\"signature_name\":\"drawing\",\"instances\":[{\"b64\":\"anVuaw==\"}]}");

    assertError(response, 400, "Unknown image file format. One of JPEG, PNG, GIF, BMP required.");
    assertThat(JSON.readTree(response.body()).path("error").asText()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/models/no:predict|404|Servable not found for request: Latest(no)",
        "/v1/models/half/versions/9:predict|404|Servable not found for request: Specific(half, 9)",
        "/v1/models/half/versions/99999999999999999999:predict|400|Failed to convert version:",
        "/v1/models/half/versions/v1:predict|400|Malformed request: POST"
            + " /v1/models/half/versions/v1:predict",
        "/v1/models/half/labels/stable:predict|400|Unrecognized servable version label: stable",
        "/v1/models/half:classify|400|When method is classify, key 'examples' is expected",
        "/v1/models/half:predict?x=y|400|Malformed request: POST /v1/models/half:predict?x=y",
        "/v1/models/half:train|400|Malformed request: POST /v1/models/half:train",
        "/v1/models/h%2Falf:predict|404|Servable not found for request: Latest(h/alf)",
        "/v1/models/half|400|Malformed request: POST /v1/models/half",
        "/v2/models/half:predict|404|There is no method POST /v2/models/half:predict",
        "/v3|404|There is nothing at this path.",
      })
  void refusesPathsOfNothing(String path, int code, String message) throws Exception {
    assertError(server.post(path, "{\"instances\": [1]}"), code, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "half|~~|JSON Parse error: The document is empty",
        "half|{\"instances\": [1|JSON Parse error: ",
        "half|{\"instances\": [\"1\"]}|is not of expected type: float",
        "half|{\"instances\": [[1], [2, 3]]}|Expecting tensor size: 1 but got: 2",
        "half|{\"signature_name\": \"no\", \"instances\": [1]}|Serving signature name: \"no\" not"
            + " found in signature def",
        "half|{\"signature_name\": \"total\", \"instances\": [1]}|Tensor name: sum has no shape"
            + " information",
      })
  void refusesWrongBodies(String model, String body, String message) throws Exception {
    assertError(server.post("/v1/models/" + model + ":predict", body), 400, message);
  }

  @Test
  void leavesItToTheGraphWhichShapesAndTypesItTakes() throws Exception {
    assertAnswer(
        server.post("/v1/models/half:predict", "{\"instances\": [[1.0], [2.0]]}"),
        "{\"predictions\":[[3.5],[4.0]]}");
    assertAnswer(server.post("/v1/models/half:predict", "{\"inputs\": 1.5}"), "{\"outputs\":3.75}");
    assertAnswer(
        server.post(
            "/v1/models/half:predict", "{\"signature_name\": \"short\", \"instances\": [7]}"),
        "{\"predictions\":[7]}");
  }

  @Test
  void refusesWhatIsNotGzip() throws Exception {
    assertError(
        server.send(
            server
                .request("/v1/models/half:predict")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))),
        400,
        "");
  }

  @Test
  void refusesBodiesThatAreTooLarge() throws Exception {
    String large = "{\"instances\": [1" + ", 1".repeat(1 << 19) + "]}";

    assertError(
        server.post("/v1/models/half:predict", large),
        413,
        "The request is larger than 1048576 bytes");
  }

  @Test
  void unpacksGzip() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"instances\": [1]}".getBytes(StandardCharsets.UTF_8));
    }

    assertAnswer(
        server.send(
            server
                .request("/v1/models/half:predict")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))),
        "{\"predictions\":[3.5]}");
  }

  @Test
  void refusesAGzipBombAsTooLarge() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[50 << 20]);
    }

    assertError(
        server.send(
            server
                .request("/v1/models/half:predict")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))),
        413,
        "The request is larger than 1048576 bytes");
  }

  @Test
  void tellsTheStatusOfVersions() throws Exception {
    JsonNode all = JSON.readTree(server.get("/v1/models/half").body());
    JsonNode one = JSON.readTree(server.get("/v1/models/half/versions/1").body());

    assertThat(all.at("/model_version_status")).hasSize(2);
    assertThat(all.at("/model_version_status/0"))
        .isEqualTo(
            JSON.readTree(
                "{\"version\":\"2\",\"state\":\"AVAILABLE\","
                    + "\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}"));
    assertThat(one.at("/model_version_status")).hasSize(1);
    assertError(server.get("/v1/models/no"), 404, "Could not find any versions of model no");
    assertError(
        server.get("/v1/models/half/versions/7"), 404, "Could not find version 7 of model half");
    assertError(server.get("/v1/models"), 400, "Missing model name in request.");
  }

  @Test
  void tellsTheSignaturesOfAVersion() throws Exception {
    JsonNode metadata = JSON.readTree(server.get("/v1/models/half/versions/1/metadata").body());

    assertThat(metadata.path("model_spec"))
        .isEqualTo(JSON.readTree("{\"name\":\"half\",\"signature_name\":\"\",\"version\":\"1\"}"));
    assertThat(metadata.at("/metadata/signature_def/signature_def/serving_default"))
        .isEqualTo(
            JSON.readTree(
                """
                {"inputs": {"x": {"dtype": "DT_FLOAT", "tensor_shape":
                    {"dim": [{"size": "-1", "name": ""}], "unknown_rank": false},
                    "name": "x_input:0"}},
                 "outputs": {"y": {"dtype": "DT_FLOAT", "tensor_shape":
                    {"dim": [{"size": "-1", "name": ""}], "unknown_rank": false},
                    "name": "Add:0"}},
                 "method_name": "tensorflow/serving/predict", "defaults": {}}
                """));
    assertError(
        server.get("/v1/models/no/metadata"), 404, "Servable not found for request: Latest(no)");
  }
}
