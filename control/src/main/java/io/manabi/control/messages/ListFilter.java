package io.manabi.control.messages;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is listed: comparisons of fields with values, all of which must be so, as in <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs/list">projects.jobs.list</a>:
 * {@code jobId:rnn* AND state:FAILED}. Times compare as such, for they are written as in RFC 3339.
 */
public final class ListFilter<T> implements Predicate<T> {
  private static final Pattern TERM =
      Pattern.compile(
          "\\G\\s*(?:AND\\s+)?(NOT\\s+|-)?([A-Za-z][\\w.-]*)\\s*(<=|>=|!=|<|>|=|:)\\s*"
              + "(?:\"([^\"]*)\"|([^\\s\"()]+))\\s*");

  private static final String LABELS = "labels.";

  private final Fields<T> fields;
  private final List<Term<T>> terms = new ArrayList<>();

  /** A field. */
  @FunctionalInterface
  public interface Field<T> {
    /** What it is of something in the list; null if it is not set. */
    @Nullable String of(T item);
  }

  /** Labels. */
  @FunctionalInterface
  public interface LabelsOf<T> {
    /** Those of something in the list; null if it has none. */
    @Nullable Map<String, String> of(T item);
  }

  /**
   * What a filter can name.
   *
   * @param values the fields by name
   * @param labels the labels, each of which is named as {@code labels.KEY}
   */
  public record Fields<T>(Map<String, Field<T>> values, LabelsOf<T> labels) {}

  /** A comparison of a field. */
  private record Term<T>(String name, Field<T> field, Predicate<String> isWanted) {}

  /**
   * A filter.
   *
   * @param text empty for all
   * @throws ApiFailure if it cannot be read
   */
  public ListFilter(String text, Fields<T> fields) {
    this.fields = fields;
    Matcher matcher = TERM.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.find()) {
      end = matcher.end();
      String quoted = matcher.group(4);
      String comparison = matcher.group(3);
      String value = quoted == null ? matcher.group(5) : quoted;
      Predicate<String> isWanted = actual -> compare(actual, comparison, value);
      terms.add(
          new Term<>(
              matcher.group(2),
              field(matcher.group(2)),
              matcher.group(1) == null ? isWanted : isWanted.negate()));
    }
    if (end < text.strip().length()) {
      throw ApiFailure.invalid(
          "filter",
          "The filter cannot be read from '"
              + text.substring(end)
              + "' on; write comparisons with AND between them, as in jobId:rnn* AND state=FAILED.");
    }
  }

  private Field<T> field(String name) {
    if (name.startsWith(LABELS)) {
      String key = name.substring(LABELS.length());
      return item -> {
        Map<String, String> labels = fields.labels().of(item);
        return labels == null ? null : labels.get(key);
      };
    }
    Field<T> field = fields.values().get(name);
    if (field == null) {
      throw ApiFailure.invalid(
          "filter",
          "The filter names the field "
              + name
              + "; expected one of "
              + String.join(", ", new TreeSet<>(fields.values().keySet()))
              + " or labels.KEY.");
    }
    return field;
  }

  private static boolean compare(String actual, String comparison, String value) {
    return switch (comparison) {
      case ":" ->
          value.endsWith("*")
              ? actual.startsWith(value.substring(0, value.length() - 1)) && !actual.isEmpty()
              : actual.contains(value);
      case "=" -> actual.equals(value);
      case "!=" -> !actual.equals(value);
      case "<" -> !actual.isEmpty() && actual.compareTo(value) < 0;
      case "<=" -> !actual.isEmpty() && actual.compareTo(value) <= 0;
      case ">" -> actual.compareTo(value) > 0;
      default -> actual.compareTo(value) >= 0;
    };
  }

  @Override
  public boolean test(T item) {
    return terms.stream()
        .allMatch(term -> term.isWanted().test(requireNonNullElse(term.field().of(item), "")));
  }

  /** Whether anything with this value of a field can be listed, whatever its other fields are. */
  public boolean allows(String name, String value) {
    return terms.stream()
        .filter(term -> term.name().equals(name))
        .allMatch(term -> term.isWanted().test(value));
  }
}
