package io.manabi.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.validation.Anomaly;
import io.manabi.pipelines.validation.Comparison;
import io.manabi.pipelines.validation.Distance;
import java.util.List;
import java.util.Locale;

/** In what data differ from a schema or from other data, as JSON for programs. */
final class DifferenceJson {
  private DifferenceJson() {}

  static String of(DataStatistics statistics, List<Anomaly> anomalies) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", statistics.name());
    root.put("rows", statistics.rows());
    add(anomalies, root);
    return root.toPrettyString() + "\n";
  }

  /**
   * In what a prediction request differs from a schema.
   *
   * @param rows the anomalies of each row
   */
  static String of(String request, List<List<Anomaly>> rows) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", request);
    root.put("instances", rows.size());
    ArrayNode list = root.putArray("anomalies");
    for (int row = 0; row < rows.size(); row++) {
      for (Anomaly anomaly : rows.get(row)) {
        describe(anomaly, list.addObject().put("instance", row + 1));
      }
    }
    return root.toPrettyString() + "\n";
  }

  static String of(Comparison comparison, List<Anomaly> anomalies) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("before", comparison.before().name());
    root.put("after", comparison.after().name());
    ArrayNode columns = root.putArray("columns");
    for (Distance distance : comparison.columns()) {
      ObjectNode column = columns.addObject();
      column.put("column", distance.column());
      column.put("measure", distance.measure().name().toLowerCase(Locale.ROOT));
      column.put("distance", distance.value());
      if (distance.error() > 0) {
        column.put("distance_error", distance.error());
      }
      column.put("missing_before", distance.missingBefore());
      column.put("missing_after", distance.missingAfter());
      ArrayNode shares = column.putArray("shares");
      distance
          .cells()
          .forEach(
              cell ->
                  shares
                      .addObject()
                      .put("value", cell.label())
                      .put("before", cell.before())
                      .put("after", cell.after()));
    }
    add(anomalies, root);
    return root.toPrettyString() + "\n";
  }

  private static void add(List<Anomaly> anomalies, ObjectNode root) {
    ArrayNode list = root.putArray("anomalies");
    for (Anomaly anomaly : anomalies) {
      ObjectNode json = list.addObject();
      describe(anomaly, json);
      if (!Double.isNaN(anomaly.share())) {
        json.put("share", anomaly.share());
      }
    }
  }

  private static void describe(Anomaly anomaly, ObjectNode json) {
    json.put("column", anomaly.column());
    json.put("code", anomaly.code().name());
    json.put("reason", anomaly.reason());
  }
}
