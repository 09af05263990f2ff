package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.OutputFormat;
import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Prints predictions as {@code gcloud} does: a table with a column for each output. */
final class Predictions {
  private static final String PREDICTIONS = "predictions";

  private Predictions() {}

  /**
   * Prints an answer.
   *
   * @throws ManabiException if it is a failure
   */
  static void print(JsonNode answer, FormatOption option) {
    if (answer.has("error")) {
      throw ManabiException.user(answer.path("error").asText());
    }
    List<JsonNode> rows =
        StreamSupport.stream(answer.path(PREDICTIONS).spliterator(), false).toList();
    OutputFormat format = option.get(OutputFormat.tableOf(outputs(rows)));
    if (format.isWhole() || format.isAbout(PREDICTIONS)) {
      format.print(answer, option.out());
    } else {
      format.printAll(rows, option.out());
    }
  }

  private static List<String> outputs(List<JsonNode> rows) {
    List<String> outputs = new ArrayList<>();
    if (!rows.isEmpty()) {
      rows.get(0).fieldNames().forEachRemaining(outputs::add);
    }
    return outputs.stream().sorted().toList();
  }
}
