package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a server says when it refuses a request. */
final class Refusal {
  private Refusal() {}

  /**
   * What to tell the user.
   *
   * @param status of HTTP
   * @param body {@code {"error": {"message", "details"}}}, {@code {"error": "message"}}, or
   *     anything
   */
  static ManabiException of(int status, String body) {
    JsonNode error = error(body);
    String message = error.isTextual() ? error.asText() : error.path("message").asText();
    if (message.isEmpty()) {
      message = "The server answered with HTTP status " + status + ".";
    }
    List<String> sentences = new ArrayList<>(List.of(message));
    for (JsonNode detail : error.path("details")) {
      for (JsonNode violation : detail.path("fieldViolations")) {
        add(
            sentences,
            violation.path("field").asText() + ": " + violation.path("description").asText());
      }
      for (JsonNode link : detail.path("links")) {
        add(sentences, link.path("description").asText() + ": " + link.path("url").asText());
      }
    }
    if (status == 401 || status == 403) {
      add(sentences, "Give a key by --key-file, MANABI_KEY or a profile.");
    }
    String text = String.join(" ", sentences);
    return status >= 500 ? ManabiException.resources(text) : ManabiException.user(text);
  }

  /** What says the same again is left out. */
  private static void add(List<String> sentences, String detail) {
    String says = detail.substring(detail.indexOf(": ") + 1).strip();
    if (sentences.stream().noneMatch(each -> each.contains(says))) {
      sentences.add(detail);
    }
  }

  private static JsonNode error(String body) {
    try {
      JsonNode error = JsonText.read("The answer", body).path("error");
      return error.isMissingNode() ? JsonNodeFactory.instance.objectNode() : error;
    } catch (ManabiException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
