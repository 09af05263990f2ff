package io.manabi.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Prints entries of a log as {@code gcloud} does: severity, time, task, trial (which is empty) and
 * message, with tabs between them.
 */
final class LogPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT);

  private final PrintWriter out;
  private final Optional<String> onlyTask;
  private final boolean multiline;

  /**
   * A printer.
   *
   * @param onlyTask the name of the only task whose entries are printed
   * @param multiline whether an entry of several lines has its time only once
   */
  LogPrinter(PrintWriter out, Optional<String> onlyTask, boolean multiline) {
    this.out = out;
    this.onlyTask = onlyTask;
    this.multiline = multiline;
  }

  /** Prints an entry. */
  void print(JsonNode entry) {
    String task = entry.path("labels").path("task_name").asText();
    if (onlyTask.isPresent() && !onlyTask.get().equals(task)) {
      return;
    }
    String before =
        String.join(
            "\t",
            entry.path("severity").asText(),
            time(entry.path("timestamp").asText()),
            task,
            "",
            "");
    String message = message(entry).stripTrailing();
    for (String line : multiline ? List.of(message) : message.lines().toList()) {
      out.println(before + line);
    }
    out.flush();
  }

  private static String time(String timestamp) {
    try {
      return TIME.format(Instant.parse(timestamp).atZone(ZoneId.systemDefault()));
    } catch (DateTimeException e) {
      return timestamp;
    }
  }

  private static String message(JsonNode entry) {
    JsonNode payload = entry.path("jsonPayload");
    if (!payload.isObject()) {
      return entry.path("textPayload").asText();
    }
    return event(payload).map(JobEvent::message).orElseGet(() -> fields(payload));
  }

  /** The event of a training; empty if this version does not know it. */
  private static Optional<JobEvent> event(JsonNode payload) {
    try {
      return JobEvents.read(payload.toString());
    } catch (ManabiException e) {
      return Optional.empty();
    }
  }

  private static String fields(JsonNode payload) {
    if (payload.has("message")) {
      return payload.path("message").asText();
    }
    StringJoiner fields = new StringJoiner(", ");
    payload
        .properties()
        .forEach(
            field ->
                fields.add(
                    field.getKey()
                        + ": "
                        + (field.getValue().isValueNode()
                            ? field.getValue().asText()
                            : field.getValue())));
    return fields.toString();
  }
}
