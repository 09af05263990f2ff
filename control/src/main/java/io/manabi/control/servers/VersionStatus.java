package io.manabi.control.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * What a server says of a version of a model.
 *
 * @param state such as {@code AVAILABLE}; empty if it does not know the version, or does not answer
 * @param error why it could not be loaded; empty if nothing went wrong
 */
record VersionStatus(String state, String error) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final VersionStatus UNKNOWN = new VersionStatus("", "");

  /**
   * Asks a server for it, by TensorFlow Serving's API.
   *
   * @param server with a time limit
   */
  static CompletableFuture<VersionStatus> ask(WebClient server, String model, long version) {
    return server
        .get("/v1/models/" + model + "/versions/" + version)
        .aggregate()
        .handle((answer, failure) -> failure == null ? of(answer) : UNKNOWN);
  }

  private static VersionStatus of(AggregatedHttpResponse answer) {
    if (!answer.status().equals(HttpStatus.OK)) {
      return UNKNOWN;
    }
    try {
      JsonNode first = JSON.readTree(answer.content().array()).path("model_version_status").path(0);
      JsonNode error = first.path("status");
      String code = error.path("error_code").asText("OK");
      return new VersionStatus(
          first.path("state").asText(),
          code.equals("OK") ? "" : error.path("error_message").asText(code));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  boolean isAvailable() {
    return state.equals("AVAILABLE");
  }

  /** Whether the server has given up. */
  boolean isFailed() {
    return state.equals("END") && !error.isEmpty();
  }
}
