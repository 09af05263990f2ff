package io.manabi.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each task that trains has told last: a line for each while it goes on, a table at the end.
 */
final class TaskTable {
  private final String unit;
  private final Map<String, JsonNode> last = new LinkedHashMap<>();

  TaskTable(String unit, List<String> tasks) {
    this.unit = unit;
    tasks.forEach(task -> last.put(task, MissingNode.getInstance()));
  }

  /** A line of a log, of {@code task} or, if it is the only one, of the training. */
  void told(String task, JsonNode line) {
    last.put(task, line);
  }

  /** A line for each task. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    last.forEach(
        (task, line) ->
            lines.add(
                line.isMissingNode()
                    ? String.format(Locale.ROOT, "%-9s  has made no step yet", task)
                    : String.format(
                        Locale.ROOT,
                        "%-9s  step %,d · loss %.3f · %,.0f %s/s",
                        task,
                        line.path("step").asLong(),
                        line.path("loss").asDouble(),
                        line.path("examples_per_second").asDouble(),
                        unit)));
    return lines;
  }

  /** How many steps each has made, its last loss and its last rate. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, "%-9s %10s %8s %12s", "task", "its steps", "loss", unit + "/s"));
    last.forEach(
        (task, line) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%-9s %,10d %8.3f %,12.0f",
                    task,
                    line.path("made").asLong(),
                    line.path("loss").asDouble(),
                    line.path("examples_per_second").asDouble())));
    return lines;
  }
}
