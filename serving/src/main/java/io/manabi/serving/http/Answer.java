package io.manabi.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.codec.JsonOutput;
import java.util.Map;

/**
 * What a client is answered.
 *
 * @param code the HTTP status code
 * @param headers beside the usual ones
 * @param body JSON in UTF-8, unless a header says otherwise
 */
// The array is written once and given away; nobody compares answers.
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int code, Map<String, String> headers, byte[] body) {

  /** All went well. */
  public static Answer ok(byte[] json) {
    return new Answer(200, Map.of(), json);
  }

  /** All went well. */
  public static Answer ok(String json) {
    return ok(json.getBytes(UTF_8));
  }

  /** {@code { "error": "…" }}, as TensorFlow Serving and Cloud ML Engine's models answer. */
  public static Answer error(int code, String message) {
    return withRetryAfter(
        code, new JsonOutput().text("{ \"error\": ").string(message).text(" }").toBytes());
  }

  /** As {@link #error}, of a failure. */
  public static Answer failed(Throwable e) {
    PredictionFailure failure = HttpCodes.failure(e);
    return error(HttpCodes.of(failure.code()), failure.getMessage());
  }

  /** An error of one of Google's APIs, with its code and the name of its status inside. */
  public static Answer googleError(int code, String status, String message) {
    return withRetryAfter(
        code,
        new JsonOutput()
            .text("{\"error\": {\"code\": ")
            .integer(code)
            .text(", \"message\": ")
            .string(message)
            .text(", \"status\": ")
            .string(status)
            .text("}}")
            .toBytes());
  }

  private static Answer withRetryAfter(int code, byte[] json) {
    return new Answer(code, code == 503 ? Map.of("retry-after", "1") : Map.of(), json);
  }
}
