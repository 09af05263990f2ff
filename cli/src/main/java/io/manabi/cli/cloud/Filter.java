package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which resources are listed, as {@code --filter} of {@code gcloud} says it: comparisons of fields
 * with values, joined by {@code AND} (or nothing), {@code OR}, {@code NOT} and parentheses, as in
 * {@code state:(QUEUED RUNNING) AND NOT labels.team=web}.
 */
public final class Filter implements Predicate<JsonNode> {
  private static final Pattern WORD = Pattern.compile("\\G\\s*(\\(|\\)|-|(?:AND|OR|NOT)\\b)");

  private static final Pattern COMPARISON =
      Pattern.compile("\\G\\s*(" + FieldPath.SYNTAX + ")\\s*(<=|>=|!=|!~|<|>|=|:|~)");

  private static final Pattern VALUE =
      Pattern.compile("\\G\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^\\s()\"']+))");

  private final String text;
  private final Predicate<JsonNode> filter;
  private int at;

  private Filter(String text) {
    this.text = text;
    this.filter = anyOf();
    if (!text.substring(at).isBlank()) {
      throw unreadable();
    }
  }

  /**
   * Reads a filter.
   *
   * @throws ManabiException if it is none
   */
  public static Filter parse(String text) {
    return new Filter(text);
  }

  @Override
  public boolean test(JsonNode resource) {
    return filter.test(resource);
  }

  private Predicate<JsonNode> anyOf() {
    Predicate<JsonNode> any = allOf();
    while (takes("OR")) {
      any = any.or(allOf());
    }
    return any;
  }

  private Predicate<JsonNode> allOf() {
    Predicate<JsonNode> all = term();
    while (takes("AND") || isTerm()) {
      all = all.and(term());
    }
    return all;
  }

  private Predicate<JsonNode> term() {
    if (takes("NOT") || takes("-")) {
      return term().negate();
    }
    if (takes("(")) {
      Predicate<JsonNode> inner = anyOf();
      require(")");
      return inner;
    }
    Matcher comparison = COMPARISON.matcher(text);
    if (!comparison.find(at)) {
      throw unreadable();
    }
    at = comparison.end();
    FieldPath path = FieldPath.of(comparison.group(1));
    List<Predicate<JsonNode>> alternatives = new ArrayList<>();
    if (takes("(")) {
      while (!takes(")")) {
        Object unused = takes("OR");
        alternatives.add(comparison(path, comparison.group(2)));
      }
    } else {
      alternatives.add(comparison(path, comparison.group(2)));
    }
    return alternatives.stream().reduce(Predicate::or).orElseThrow(this::unreadable);
  }

  private Predicate<JsonNode> comparison(FieldPath path, String operator) {
    Matcher value = VALUE.matcher(text);
    if (!value.find(at)) {
      throw unreadable();
    }
    at = value.end();
    String quoted = value.group(1);
    String operand =
        quoted != null
            ? quoted.replaceAll("\\\\(.)", "$1")
            : value.group(2) != null ? value.group(2) : value.group(3);
    Predicate<JsonNode> compared = Comparison.of(operator, operand);
    return resource -> compared.test(path.in(resource));
  }

  private boolean isTerm() {
    Matcher word = WORD.matcher(text);
    return word.find(at)
        ? !word.group(1).equals(")") && !word.group(1).equals("OR")
        : COMPARISON.matcher(text).find(at);
  }

  private boolean takes(String wanted) {
    Matcher word = WORD.matcher(text);
    boolean found = word.find(at) && word.group(1).equals(wanted);
    if (found) {
      at = word.end();
    }
    return found;
  }

  private void require(String wanted) {
    if (!takes(wanted)) {
      throw unreadable();
    }
  }

  private ManabiException unreadable() {
    return ManabiException.user(
        "The filter cannot be read from '"
            + text.substring(at).strip()
            + "' on; write comparisons with AND, OR or NOT, as in"
            + " state=FAILED AND jobId:flowers*.");
  }
}
