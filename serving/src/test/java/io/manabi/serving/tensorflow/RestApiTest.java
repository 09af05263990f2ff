package io.manabi.serving.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.serving.http.Answer;
import io.manabi.serving.http.ApiRequest;
import io.manabi.serving.http.RequestMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs neither HTTP nor a model. */
class RestApiTest {
  private final RestApi api =
      new RestApi(new ServedModels(), new RequestMeters(new SimpleMeterRegistry()), 100);

  private Answer answer(String method, String path) {
    return api.answer(
            new ApiRequest(
                method, path, Map.of(), new byte[0], Deadline.after(Duration.ofSeconds(10))))
        .join();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/models/%zz,Malformed request: %zz is not percent-encoded",
    "GET,/v1/models/a/b,Malformed request: GET /v1/models/a/b",
    "PUT,/v1/models/a,Malformed request: PUT /v1/models/a",
    "GET,/v1/models/a:predict,Malformed request: GET /v1/models/a:predict",
    "GET,/v1/models,Missing model name in request.",
    "GET,/v1/models/a?x=1,Malformed request: GET /v1/models/a?x=1",
  })
  void refusesPathsOfNothing(String method, String path, String message) {
    Answer answer = answer(method, path);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("{ \"error\": \"" + message + "\" }");
  }

  @Test
  void quotesWhatItRepeats() {
    Answer answer = answer("GET", "/v1/models/%22%0A");

    assertThat(answer.code()).isEqualTo(404);
    assertThat(new String(answer.body(), UTF_8))
        .isEqualTo("{ \"error\": \"Could not find any versions of model \\\"\\n\" }");
  }
}
