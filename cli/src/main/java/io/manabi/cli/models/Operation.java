package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.core.ManabiException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A long-running operation of the server, which a command waits for. */
final class Operation {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final ApiClient api;
  private final PrintWriter err;
  private JsonNode operation;

  /**
   * An operation.
   *
   * @param operation what the server has answered
   */
  Operation(ApiClient api, JsonNode operation, PrintWriter err) {
    this.api = api;
    this.operation = operation;
    this.err = err;
  }

  /** The path of an operation below its project. */
  static String path(String name) {
    return "operations/" + ApiClient.escaped(name.substring(name.lastIndexOf('/') + 1));
  }

  /**
   * What has come of a request that is answered with an operation, or with the resource itself.
   *
   * @param what what is shown meanwhile
   */
  static JsonNode resultOf(ApiClient api, JsonNode answer, PrintWriter err, String what)
      throws InterruptedException {
    return answer.path("name").asText().contains("/operations/")
        ? new Operation(api, answer, err).await(what).path("response")
        : answer;
  }

  /**
   * Waits until it is done.
   *
   * @param what what is shown meanwhile
   * @return the operation then
   * @throws ManabiException if it has failed
   */
  JsonNode await(String what) throws InterruptedException {
    err.print(what + "...");
    err.flush();
    Duration pause = FIRST;
    while (!operation.path("done").asBoolean()) {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
      operation = api.get(path(operation.path("name").asText()));
      err.print(".");
      err.flush();
    }
    JsonNode error = operation.path("error");
    err.println(error.isMissingNode() ? "done." : "failed.");
    if (!error.isMissingNode()) {
      throw ManabiException.user(error.path("message").asText());
    }
    return operation;
  }
}
