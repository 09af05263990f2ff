package io.manabi.pipelines.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.Missing;
import io.manabi.core.RowProblem;
import io.manabi.core.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON objects, one per row. */
final class JsonRowParser implements RowParser {
  /** Reads NaN and Infinity as well, which Python and TensorFlow Serving write. */
  static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final BatchBuilder batch;
  private final Map<String, Integer> places = new HashMap<>();
  private final long[] seenInRow;
  private long row;

  JsonRowParser(Schema schema, BatchBuilder batch) {
    this.batch = batch;
    List<Column> columns = schema.columns();
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
        json.skipChildren();
        continue;
      }
      String problem = seenInRow[place] == row ? "is there twice" : null;
      seenInRow[place] = row;
      if (problem == null) {
        problem = readColumn(json, token, batch.column(place));
      }
      if (problem != null) {
        return new RowProblem(name, problem);
      }
    }
    return json.nextToken() == null ? null : new RowProblem(null, "has more than one JSON object");
  }

  private static @Nullable String readColumn(JsonParser json, JsonToken token, ColumnBuilder column)
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

  private static @Nullable String readValue(
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
    if (token != JsonToken.VALUE_STRING) {
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
      if (Missing.is(value) && column.column().valueCount().isOptional()) {
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
    switch (token == JsonToken.VALUE_STRING ? json.getText() : "") {
      case "NaN" -> column.add(Float.NaN);
      case "Infinity" -> column.add(Float.POSITIVE_INFINITY);
      case "-Infinity" -> column.add(Float.NEGATIVE_INFINITY);
      default -> {
        return "is " + shown(json) + "; expected a number";
      }
    }
    return null;
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
