package io.manabi.pipelines.sources;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.Missing;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single values of JSON into columns of numbers; the result tells why one is none. */
final class JsonValues {
  private static final Map<String, Double> WORDS =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  private JsonValues() {}

  static @Nullable String readInteger(
      JsonParser json, @Nullable JsonToken token, ColumnBuilder.Int64s column) throws IOException {
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      column.add(token == JsonToken.VALUE_TRUE ? 1 : 0);
      return null;
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      return "is " + shown(json) + "; expected an integer";
    }
    try {
      long value = json.getLongValue();
      if (Missing.is(value) && column.marksMissing()) {
        return "is " + value + ", which stands for a missing value and cannot be one";
      }
      column.add(value);
      return null;
    } catch (InputCoercionException e) {
      return "is " + shown(json) + ", out of the range of 64-bit integers";
    }
  }

  static @Nullable String readFloat(
      JsonParser json, @Nullable JsonToken token, ColumnBuilder.Floats column) throws IOException {
    if (token != null && token.isNumeric()) {
      float value = json.getFloatValue();
      if (Float.isInfinite(value) && json.getText().toLowerCase(Locale.ROOT).indexOf('i') < 0) {
        return "is " + shown(json) + ", out of the range of 32-bit floats";
      }
      column.add(value);
      return null;
    }
    Double word = token == JsonToken.VALUE_STRING ? WORDS.get(json.getText()) : null;
    if (word == null) {
      return "is " + shown(json) + "; expected a number";
    }
    column.add(word.floatValue());
    return null;
  }

  static @Nullable String readDouble(
      JsonParser json, @Nullable JsonToken token, ColumnBuilder.Doubles column) throws IOException {
    if (token != null && token.isNumeric()) {
      column.add(json.getDoubleValue());
      return null;
    }
    if (token != null && token.isBoolean()) {
      column.add(token == JsonToken.VALUE_TRUE ? 1 : 0);
      return null;
    }
    Double word = token == JsonToken.VALUE_STRING ? WORDS.get(json.getText()) : null;
    if (word == null) {
      return "is " + shown(json) + "; expected a number";
    }
    column.add(word);
    return null;
  }

  /** Whether a string stands for a float that JSON has no number for. */
  static boolean isWord(String text) {
    return WORDS.containsKey(text);
  }

  static boolean isScalar(@Nullable JsonToken token) {
    return token != null && token.isScalarValue();
  }

  static String shown(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      return token == JsonToken.START_ARRAY ? "a list" : "an object";
    }
    String text = json.getText();
    String cut = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return token == JsonToken.VALUE_STRING ? "'" + cut + "'" : cut;
  }
}
