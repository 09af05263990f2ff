package io.manabi.pipelines.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.RowProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
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
        : "is " + JsonValues.shown(json) + "; no row before has a value";
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
      return JsonValues.readInteger(json, token, ints);
    }
    if (column instanceof ColumnBuilder.Floats floats) {
      return JsonValues.readFloat(json, token, floats);
    }
    if (column instanceof ColumnBuilder.Doubles doubles) {
      return JsonValues.readDouble(json, token, doubles);
    }
    if (token != JsonToken.VALUE_STRING && !(exact && JsonValues.isScalar(token))) {
      return "is " + JsonValues.shown(json) + "; expected a string";
    }
    ((ColumnBuilder.Bytes) column).add(json.getText().getBytes(UTF_8));
    return null;
  }
}
