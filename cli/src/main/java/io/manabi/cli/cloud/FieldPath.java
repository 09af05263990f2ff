package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value is in a resource, as {@code gcloud} writes it: {@code labels.team}, {@code
 * packageUris[0]}, {@code predictions[].classes} for that of each element.
 *
 * @param steps names of fields, numbers of elements, and the empty text for all elements
 */
record FieldPath(List<Step> steps) {
  /** What a path is written with. */
  static final String SYNTAX =
      "[A-Za-z_][\\w-]*(?:\\[\\d*\\])*(?:\\.[A-Za-z_][\\w-]*(?:\\[\\d*\\])*)*";

  private static final Pattern STEP = Pattern.compile("\\[(\\d*)\\]|([\\w-]+)");

  /**
   * A step into a resource.
   *
   * @param isField whether {@code text} names a field; else it is the number of an element, or
   *     empty for all
   */
  record Step(boolean isField, String text) {
    JsonNode in(JsonNode value) {
      if (isField) {
        return value.path(text);
      }
      return text.isEmpty() ? value : value.path(Integer.parseInt(text));
    }
  }

  FieldPath {
    steps = List.copyOf(steps);
  }

  /** A path that is written as {@link #SYNTAX} says. */
  static FieldPath of(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    while (step.find()) {
      String field = step.group(2);
      steps.add(field == null ? new Step(false, step.group(1)) : new Step(true, field));
    }
    return new FieldPath(steps);
  }

  /** The value there, or a {@link MissingNode}. */
  JsonNode in(JsonNode resource) {
    return in(resource, 0);
  }

  private JsonNode in(JsonNode value, int from) {
    JsonNode at = value;
    for (int i = from; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (!step.isField() && step.text().isEmpty() && at.isArray()) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : at) {
          all.add(in(element, i + 1));
        }
        return all;
      }
      at = step.in(at);
    }
    return at;
  }

  /** Whether it goes through this field of a resource. */
  boolean begins(String field) {
    return !steps.isEmpty() && steps.get(0).isField() && steps.get(0).text().equals(field);
  }

  /**
   * The heading of a column: {@code JOB_ID} for {@code jobId}.
   *
   * @param names how many of the last names of the path it has
   */
  String heading(int names) {
    List<String> fields = steps.stream().filter(Step::isField).map(Step::text).toList();
    return String.join("_", fields.subList(Math.max(0, fields.size() - names), fields.size()))
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toUpperCase(Locale.ROOT);
  }

  /** How many names the longest heading has. */
  int names() {
    return (int) steps.stream().filter(Step::isField).count();
  }
}
