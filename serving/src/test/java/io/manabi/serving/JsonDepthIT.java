package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.TestModels;
import io.manabi.web.Limits;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How deep JSON may be nested is told to each API. */
class JsonDepthIT {
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new RunningServer(builder -> builder.limits(Limits.DEFAULTS.withJsonDepth(20)));
    server.models().load("half", "v1", 1, TestModels.halfPlus(2, directory.resolve("half")));
    server.models().load("examples", "v1", 1, TestModels.examples(directory.resolve("examples")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/v1/models/half:predict|\"instances\": [1]",
        "/v1/projects/p/models/half:predict|\"instances\": [1]",
        "/v1/models/examples:classify|\"signature_name\": \"classes\", \"examples\": [{\"x\": 1.5}]",
        "/v2/models/half/infer|\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1],"
            + " \"data\": [1]}]"
      })
  void refusesWhatIsNestedDeeper(String path, String request) throws Exception {
    assertThat(ask(path, 19, request).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = ask(path, 20, request);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("nesting depth (21) exceeds the maximum allowed (20");
  }

  private static HttpResponse<String> ask(String path, int depth, String request) throws Exception {
    String ignored = "[".repeat(depth) + "]".repeat(depth);
    return server.post(path, "{\"ignored\": " + ignored + ", " + request + "}");
  }
}
