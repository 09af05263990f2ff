package io.manabi.pipelines.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.Missing;
import io.manabi.core.RowProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads JSON objects, one per row. */
final class JsonRowParser implements RowParser {
  /** Reads NaN and Infinity as well, which Python and TensorFlow Serving write. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private static final Map<String, Double> WORDS =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  private final BatchBuilder batch;
  private final boolean exact;
  private final Set<String> leftOut;
  private final Set<String> undecided;
  private final Map<String, Integer> places = new HashMap<>();
  private final long[] seenInRow;
  private long row;

  JsonRowParser(ColumnPlan plan, BatchBuilder batch) {
    this.batch = batch;
    this.exact = plan.exact();
    this.leftOut = Set.copyOf(plan.leftOut());
    this.undecided = plan.undecidedNames();
    List<Column> columns = plan.schema().columns();
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i).name(), i);
    }
    this.seenInRow = new long[columns.size()];
  }

  @Override
  public @Nullable RowProblem add(byte[] data, int from, int to) {
    row++;
    RowProblem problem;
    try (JsonParser json = FACTORY.createParser(data, from, to - from)) {
      problem = read(json);
    } catch (JsonProcessingException e) {
      problem = new RowProblem(null, "is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // There is no input but the bytes.
    }
    if (problem != null) {
      batch.dropRow();
      return problem;
    }
    return batch.endRow();
  }

  private @Nullable RowProblem read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return new RowProblem(null, "is no JSON object");
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      Integer place = places.get(name);
      if (place == null) {
        if (exact && !leftOut.contains(name)) {
          return new RowProblem(name, "is no column of the rows before");
        }
        json.skipChildren();
        continue;
      }
      String problem = seenInRow[place] == row ? "is there twice" : null;
      seenInRow[place] = row;
      if (problem == null) {
        problem =
            undecided.contains(name)
                ? readUndecided(json, token, batch.column(place))
                : readColumn(json, token, batch.column(place));
      }
      if (problem != null) {
        return new RowProblem(name, problem);
      }
    }
    return json.nextToken() == null ? null : new RowProblem(null, "has more than one JSON object");
  }

  /** Of a column of which no value is known, so that its type is not either. */
  private static @Nullable String readUndecided(
      JsonParser json, JsonToken token, ColumnBuilder column) throws IOException {
    boolean list = token == JsonToken.START_ARRAY && column.column().valueCount().max() > 1;
    JsonToken each = list ? json.nextToken() : token;
    while (list && each == JsonToken.VALUE_NULL) {
      each = json.nextToken();
    }
    return each == JsonToken.VALUE_NULL || (list && each == JsonToken.END_ARRAY)
        ? null
        : "is " + shown(json) + "; no row before has a value";
  }

  private @Nullable String readColumn(JsonParser json, JsonToken token, ColumnBuilder column)
      throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return readValue(json, token, column);
    }
    if (column.column().valueCount().max() == 1) {
      return "is a list; expected one value";
    }
    for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
      String problem = readValue(json, each, column);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private @Nullable String readValue(
      JsonParser json, @Nullable JsonToken token, ColumnBuilder column) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (column instanceof ColumnBuilder.Int64s ints) {
      return readInteger(json, token, ints);
    }
    if (column instanceof ColumnBuilder.Floats floats) {
      return readFloat(json, token, floats);
    }
    if (column instanceof ColumnBuilder.Doubles doubles) {
      return readDouble(json, token, doubles);
    }
    if (token != JsonToken.VALUE_STRING && !(exact && isScalar(token))) {
      return "is " + shown(json) + "; expected a string";
    }
    ((ColumnBuilder.Bytes) column).add(json.getText().getBytes(UTF_8));
    return null;
  }

  private static @Nullable String readInteger(
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

  private static @Nullable String readFloat(
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

  private static @Nullable String readDouble(
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

  private static boolean isScalar(@Nullable JsonToken token) {
    return token != null && token.isScalarValue();
  }

  private static String shown(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      return token == JsonToken.START_ARRAY ? "a list" : "an object";
    }
    String text = json.getText();
    String cut = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return token == JsonToken.VALUE_STRING ? "'" + cut + "'" : cut;
  }
}
