package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.core.ManabiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of what is printed, as {@code gcloud} writes it: {@code
 * createTime.date(tz=LOCAL):label=CREATED}.
 *
 * @param path where its values are in a resource
 * @param transforms what is made of them, one after the other
 * @param label its heading, if that is not the name of the field
 */
record Column(FieldPath path, List<String> transforms, Optional<String> label) {
  private static final Pattern TRANSFORM = Pattern.compile("\\.(\\w+)\\(([^)]*)\\)");

  private static final Pattern COLUMN =
      Pattern.compile(
          "\\G\\s*("
              + FieldPath.SYNTAX
              + ")((?:"
              + TRANSFORM
              + ")*)(?::label=(?:\"([^\"]*)\"|'([^']*)'|([^\\s:,()]+)))?\\s*(?:,|$)");

  Column {
    transforms = List.copyOf(transforms);
  }

  /** The values that are in fields within fields. */
  static Column of(List<String> fields) {
    return new Column(
        new FieldPath(fields.stream().map(field -> new FieldPath.Step(true, field)).toList()),
        List.of(),
        Optional.empty());
  }

  /**
   * Reads columns with commas between them.
   *
   * @throws ManabiException if they cannot be read
   */
  static List<Column> all(String text) {
    List<Column> columns = new ArrayList<>();
    Matcher column = COLUMN.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!column.find()) {
        throw ManabiException.user(
            "The format cannot be read from '"
                + text.substring(end)
                + "' on; write columns with commas between them, as in"
                + " table(jobId, state:label=STATUS, createTime.date()).");
      }
      end = column.end();
      List<String> transforms = new ArrayList<>();
      Matcher transform = TRANSFORM.matcher(column.group(2));
      while (transform.find()) {
        transforms.add(known(transform.group(1), transform.group(2)));
      }
      Optional<String> label =
          Optional.ofNullable(column.group(5))
              .or(() -> Optional.ofNullable(column.group(6)))
              .or(() -> Optional.ofNullable(column.group(7)));
      columns.add(new Column(FieldPath.of(column.group(1)), transforms, label));
    }
    return columns;
  }

  private static String known(String name, String arguments) {
    boolean isKnown =
        switch (name) {
          case "basename", "len" -> arguments.isEmpty();
          case "date" -> arguments.isEmpty() || arguments.equals("tz=LOCAL");
          default -> false;
        };
    if (!isKnown) {
      throw ManabiException.user(
          "The format has ."
              + name
              + "("
              + arguments
              + "); expected .basename(), .len(), .date() or .date(tz=LOCAL).");
    }
    return name + "(" + arguments + ")";
  }

  /** The headings of columns: as many names of each path as make them different. */
  static List<String> headings(List<Column> columns) {
    List<String> headings = new ArrayList<>();
    for (Column column : columns) {
      int names = 1;
      while (column.label().isEmpty()
          && headings.contains(column.path().heading(names))
          && names < column.path().names()) {
        names++;
      }
      headings.add(column.label().orElse(column.path().heading(names)));
    }
    return headings;
  }

  /** Its value of a resource; a missing node if there is none. */
  JsonNode value(JsonNode resource) {
    JsonNode value = path.in(resource);
    for (String transform : transforms) {
      value = transformed(value, transform);
    }
    return value;
  }

  private static JsonNode transformed(JsonNode value, String transform) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (transform.startsWith("len")) {
      return json.numberNode(value.isTextual() ? value.textValue().length() : value.size());
    }
    if (!value.isTextual()) {
      return value;
    }
    String text = value.textValue();
    return json.textNode(
        transform.startsWith("basename")
            ? text.substring(text.lastIndexOf('/') + 1)
            : date(text, transform.contains("LOCAL") ? ZoneId.systemDefault() : ZoneId.of("UTC")));
  }

  /** A time to the second; what is none stays as it is. */
  private static String date(String time, ZoneId zone) {
    try {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME
          .withLocale(Locale.ROOT)
          .format(Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    } catch (DateTimeException e) {
      return time;
    }
  }
}
