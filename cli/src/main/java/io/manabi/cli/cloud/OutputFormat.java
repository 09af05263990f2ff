package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.core.ManabiException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How resources are printed, as {@code --format} of {@code gcloud} says it: {@code json}, {@code
 * yaml}, {@code table(jobId, state)}, {@code value(name.basename())}, {@code
 * csv[no-heading](name,state)} or {@code none}.
 *
 * @param kind the kind of text
 * @param attributes {@code no-heading} or none
 * @param columns what is printed of each resource; none in JSON and YAML, which have all
 */
public record OutputFormat(Kind kind, Set<String> attributes, List<Column> columns) {
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\s*([a-z]+)\\s*(?:\\[([^\\]]*)\\])?\\s*(?:\\((.*)\\))?\\s*", Pattern.DOTALL);

  private static final String NO_HEADING = "no-heading";

  /** The kinds of text. */
  public enum Kind {
    /** All fields. */
    JSON,
    /** All fields; a list is one document for each resource. */
    YAML,
    /** Columns for people. */
    TABLE,
    /** Bare values with tabs between them, a line for each resource. */
    VALUE,
    /** Comma separated values as in RFC 4180. */
    CSV,
    /** Nothing. */
    NONE;

    private boolean hasColumns() {
      return this == TABLE || this == VALUE || this == CSV;
    }
  }

  /** Copies the collections. */
  public OutputFormat {
    attributes = Set.copyOf(attributes);
    columns = List.copyOf(columns);
  }

  /**
   * Reads a format.
   *
   * @throws ManabiException if it is none
   */
  public static OutputFormat parse(String text) {
    Matcher format = FORMAT.matcher(text);
    Optional<Kind> kind =
        format.matches()
            ? Arrays.stream(Kind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(format.group(1)))
                .findFirst()
            : Optional.empty();
    if (kind.isEmpty()) {
      throw ManabiException.user(
          "The format is '"
              + text
              + "'; expected json, yaml, table(COLUMNS), value(COLUMNS), csv(COLUMNS) or none.");
    }
    Set<String> attributes = new HashSet<>();
    String given = format.group(2) == null ? "" : format.group(2);
    for (String attribute : given.split("\\s*,\\s*", -1)) {
      if (!attribute.isBlank() && !attribute.equals(NO_HEADING)) {
        throw ManabiException.user(
            "The format has the attribute '" + attribute + "'; expected no-heading.");
      }
      attributes.add(attribute);
    }
    return new OutputFormat(
        kind.get(), attributes, format.group(3) == null ? List.of() : Column.all(format.group(3)));
  }

  /**
   * A table of fields.
   *
   * @param fields their names, whatever these have in them; none for resources that have no fields
   */
  public static OutputFormat tableOf(List<String> fields) {
    return fields.isEmpty()
        ? new OutputFormat(Kind.TABLE, Set.of(NO_HEADING), List.of(Column.of(List.of())))
        : new OutputFormat(
            Kind.TABLE, Set.of(), fields.stream().map(field -> Column.of(List.of(field))).toList());
  }

  /** Whether it prints columns and one of them is in this field of a resource. */
  public boolean isAbout(String field) {
    return kind.hasColumns() && columns.stream().anyMatch(column -> column.path().begins(field));
  }

  /** Whether it prints all of a resource, and not columns. */
  public boolean isWhole() {
    return !kind.hasColumns();
  }

  /**
   * The same, with the columns of another one if it has none and needs some.
   *
   * @throws ManabiException if that has none either
   */
  OutputFormat orColumnsOf(OutputFormat usual) {
    if (!kind.hasColumns() || !columns.isEmpty()) {
      return this;
    }
    if (usual.columns.isEmpty()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      throw ManabiException.user(
          "The format " + name + " needs columns, as in " + name + "(name, state).");
    }
    return new OutputFormat(kind, attributes, usual.columns);
  }

  /** Prints one resource. */
  public void print(JsonNode resource, PrintWriter out) {
    switch (kind) {
      case JSON -> out.println(JsonText.indented(resource));
      case YAML -> out.print(JsonText.yaml(resource));
      default -> printColumns(List.of(resource), out);
    }
    out.flush();
  }

  /** Prints a list of resources; a table of none has no heading either. */
  public void printAll(List<JsonNode> resources, PrintWriter out) {
    switch (kind) {
      case JSON ->
          out.println(JsonText.indented(JsonNodeFactory.instance.arrayNode().addAll(resources)));
      case YAML -> resources.forEach(each -> out.print("---\n" + JsonText.yaml(each)));
      default -> printColumns(resources, out);
    }
    out.flush();
  }

  private void printColumns(List<JsonNode> resources, PrintWriter out) {
    if (kind == Kind.NONE || (resources.isEmpty() && kind != Kind.CSV)) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    if (kind != Kind.VALUE && !attributes.contains(NO_HEADING)) {
      List<String> headings = Column.headings(columns);
      rows.add(
          kind == Kind.CSV
              ? headings.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList()
              : headings);
    }
    for (JsonNode resource : resources) {
      rows.add(columns.stream().map(column -> text(column.value(resource))).toList());
    }
    switch (kind) {
      case TABLE -> printTable(rows, out);
      case CSV ->
          rows.forEach(
              row ->
                  out.println(
                      row.stream().map(OutputFormat::quoted).collect(Collectors.joining(","))));
      default -> rows.forEach(row -> out.println(String.join("\t", row)));
    }
  }

  private static void printTable(List<List<String>> rows, PrintWriter out) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String quoted(String value) {
    return value.matches("(?s).*[\",\r\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  private String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? "True" : "False";
    }
    if (!value.isContainerNode()) {
      return value.asText();
    }
    if (kind == Kind.TABLE) {
      return JsonText.line(value);
    }
    StringJoiner joined = new StringJoiner(";");
    if (value.isArray()) {
      value.forEach(each -> joined.add(each.isContainerNode() ? JsonText.line(each) : text(each)));
    } else {
      value.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(each -> joined.add(each.getKey() + "=" + text(each.getValue())));
    }
    return joined.toString();
  }
}
