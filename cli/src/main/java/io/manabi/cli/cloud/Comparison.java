package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;

/** Comparisons of a value in a resource with one in a filter; of a list, one element is enough. */
final class Comparison {
  private Comparison() {}

  /**
   * A comparison.
   *
   * @param operator as in a filter
   * @throws ManabiException if {@code operand} is to be a regular expression and is none
   */
  static Predicate<JsonNode> of(String operator, String operand) {
    return switch (operator) {
      case ":" -> has(operand);
      case "=" -> any(value -> compare(value, operand) == 0);
      case "!=" -> any(value -> compare(value, operand) == 0).negate();
      case "~" -> matches(operand);
      case "!~" -> matches(operand).negate();
      case "<" -> any(value -> compare(value, operand) < 0);
      case "<=" -> any(value -> compare(value, operand) <= 0);
      case ">" -> any(value -> compare(value, operand) > 0);
      default -> any(value -> compare(value, operand) >= 0);
    };
  }

  /** Whether a text has another one in it, or begins with it if that ends with a star. */
  private static Predicate<JsonNode> has(String operand) {
    String wanted = operand.toLowerCase(Locale.ROOT);
    if (wanted.equals("*")) {
      return value -> !value.isMissingNode() && !value.isNull();
    }
    Predicate<String> text =
        wanted.endsWith("*")
            ? each -> each.startsWith(wanted.substring(0, wanted.length() - 1))
            : each -> each.contains(wanted);
    Predicate<JsonNode> one = any(value -> text.test(value.asText().toLowerCase(Locale.ROOT)));
    return value ->
        value.isObject()
            ? value.properties().stream()
                .anyMatch(
                    each -> each.getKey().equalsIgnoreCase(operand) || one.test(each.getValue()))
            : one.test(value);
  }

  private static Predicate<JsonNode> matches(String operand) {
    try {
      Pattern pattern = Pattern.compile(operand);
      return any(value -> pattern.matcher(value.asText()).find());
    } catch (PatternSyntaxException e) {
      throw ManabiException.user(
          "The filter has '"
              + operand
              + "', which is no regular expression: "
              + e.getDescription()
              + ".",
          e);
    }
  }

  private static Predicate<JsonNode> any(Predicate<JsonNode> one) {
    return value ->
        value.isArray()
            ? StreamSupport.stream(value.spliterator(), false).anyMatch(one)
            : value.isValueNode() && !value.isNull() && !value.isMissingNode() && one.test(value);
  }

  /** As numbers if both are some, and as texts otherwise; times are written so that this does. */
  private static int compare(JsonNode value, String operand) {
    try {
      return new BigDecimal(value.asText()).compareTo(new BigDecimal(operand));
    } catch (NumberFormatException e) {
      return value.asText().compareTo(operand);
    }
  }
}
