package io.manabi.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs neither HTTP nor a model. */
class TensorFlowServingApiTest {
  private final TensorFlowServingApi api = new TensorFlowServingApi(new ServedModels());

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/models/%zz,Malformed request: %zz is not percent-encoded",
    "GET,/v1/models/a/b,Malformed request: GET /v1/models/a/b",
    "PUT,/v1/models/a,Malformed request: PUT /v1/models/a",
    "GET,/v1/models/a:predict,Malformed request: GET /v1/models/a:predict",
    "GET,/v1/models,Missing model name in request.",
    "GET,/v1/models/a/labels/b%20c,Unrecognized servable version label: b c",
  })
  void refusesPathsOfNothing(String method, String path, String message) {
    Answer answer = api.answer(method, path, new byte[0]);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(new String(answer.json(), UTF_8)).isEqualTo("{ \"error\": \"" + message + "\" }");
  }

  @Test
  void quotesWhatItRepeats() {
    Answer answer = api.answer("GET", "/v1/models/%22%0A", new byte[0]);

    assertThat(answer.code()).isEqualTo(404);
    assertThat(new String(answer.json(), UTF_8))
        .isEqualTo("{ \"error\": \"Could not find any versions of model \\\"\\n\" }");
  }
}
