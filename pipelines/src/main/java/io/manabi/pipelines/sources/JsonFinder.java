package io.manabi.pipelines.sources;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.core.ColumnType;
import io.manabi.pipelines.FoundColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the columns of JSON lines. A row counts when all of it has been read. */
final class JsonFinder {
  private final List<FoundColumn> row = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private @Nullable ColumnType type;
  private boolean nested;

  private JsonFinder() {}

  /** Adds what rows tell; the file is only named. */
  static void find(InputFile file, TextRows text, ColumnFinder finder) throws IOException {
    JsonFinder json = new JsonFinder();
    while (!finder.isEnough() && text.next()) {
      String problem = text.problem() == null ? json.read(text) : text.problem();
      if (problem == null) {
        json.row.forEach(finder::add);
        finder.addRow();
      } else {
        finder.leaveOut(file.path() + " line " + text.line(), problem);
      }
    }
  }

  private @Nullable String read(TextRows text) throws IOException {
    row.clear();
    names.clear();
    try (JsonParser json =
        JsonRowParser.FACTORY.createParser(text.data(), text.start(), text.end() - text.start())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "is no JSON object";
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (!names.add(name)) {
          return "has '" + name + "' twice";
        }
        row.add(column(name, json));
      }
      return json.nextToken() == null ? null : "has more than one JSON object";
    } catch (JsonProcessingException e) {
      return "is no JSON: " + e.getOriginalMessage();
    }
  }

  private FoundColumn column(String name, JsonParser json) throws IOException {
    type = null;
    nested = false;
    boolean list = json.nextToken() == JsonToken.START_ARRAY;
    if (list) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        addValue(json);
      }
    } else {
      addValue(json);
    }
    return new FoundColumn(name, type, null, list, false, nested);
  }

  private void addValue(JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case VALUE_NULL -> {}
      case VALUE_TRUE, VALUE_FALSE -> add(ColumnType.INT64);
      case VALUE_NUMBER_INT ->
          add(
              json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                  ? ColumnType.FLOAT
                  : ColumnType.INT64);
      case VALUE_NUMBER_FLOAT -> add(ColumnType.FLOAT);
      case START_OBJECT, START_ARRAY -> {
        nested = true;
        json.skipChildren();
      }
      default -> add(JsonValues.isWord(json.getText()) ? ColumnType.FLOAT : ColumnType.BYTES);
    }
  }

  private void add(ColumnType seen) {
    type = FoundColumn.wider(type, seen);
  }
}
