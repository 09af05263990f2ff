package io.manabi.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Locale;

/**
 * What a client is answered.
 *
 * @param code the HTTP status code
 * @param json the body, UTF-8
 */
// The array is written once and given away; nobody compares answers.
@SuppressWarnings("ArrayRecordComponent")
record Answer(int code, byte[] json) {

  static Answer ok(byte[] json) {
    return new Answer(200, json);
  }

  /** {@code { "error": "…" }}, as TensorFlow Serving and Cloud ML Engine's models answer. */
  static Answer error(int code, String message) {
    return new Answer(code, ("{ \"error\": \"" + quoted(message) + "\" }").getBytes(UTF_8));
  }

  /** An error of one of Google's APIs, with its code and the name of its status inside. */
  static Answer googleError(int code, String status, String message) {
    String json =
        String.format(
            Locale.ROOT,
            "{\"error\": {\"code\": %d, \"message\": \"%s\", \"status\": \"%s\"}}",
            code,
            quoted(message),
            status);
    return new Answer(code, json.getBytes(UTF_8));
  }

  private static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
