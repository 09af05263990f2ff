package io.manabi.pipelines.sources;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Schema;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.records.TfRecordReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out by the first rows what columns there are. Rows that cannot be read are left out. */
final class SchemaGuess {
  private static final int ROWS = 10_000;

  /** So many rows of each file are looked at however many there are before. */
  private static final int ROWS_OF_A_FILE = 100;

  private final Map<String, ColumnGuess> columns = new LinkedHashMap<>();
  private final Numbers numbers = new Numbers();
  private int rows;

  /** How many rows are enough. */
  private int enough;

  /** What the rows so far tell about a column. */
  private static final class ColumnGuess {
    private @Nullable ColumnType type;
    private boolean list;

    /** Integers are floats too, and everything is a string. */
    void add(ColumnType seen) {
      if (type == null || seen.compareTo(type) > 0) {
        type = seen;
      }
    }

    Column column(String name) {
      Column column = new Column(name, type == null ? ColumnType.BYTES : type);
      return list ? column.ragged() : column.optional();
    }
  }

  boolean isEmpty() {
    return rows == 0;
  }

  Schema schema() {
    List<Column> result = new ArrayList<>();
    columns.forEach((name, guess) -> result.add(guess.column(name)));
    return new Schema(result);
  }

  /** Is to be said before the rows of a file are added. */
  void begin() {
    enough = Math.max(ROWS, rows + ROWS_OF_A_FILE);
  }

  void addCsv(InputFile file, CsvFormat format) throws IOException {
    try (TextRows text = TextRows.of(file, format)) {
      CsvFields fields = new CsvFields(format, 0);
      List<String> names = CsvSource.columns(text, format);
      while (rows < enough && text.next()) {
        if (text.problem() != null
            || fields.divide(text.data(), text.start(), text.end()) != null) {
          continue;
        }
        if (fields.count() == names.size()) {
          addCsvRow(fields, names);
        }
      }
    }
  }

  private void addCsvRow(CsvFields fields, List<String> names) {
    rows++;
    for (int i = 0; i < names.size(); i++) {
      ColumnGuess guess = guess(names.get(i));
      if (!fields.isMissing(i) && fields.from(i) < fields.to(i)) {
        byte[] data = fields.source(i);
        guess.add(
            numbers.readInteger(data, fields.from(i), fields.to(i)) == null
                ? ColumnType.INT64
                : numbers.readFloat(data, fields.from(i), fields.to(i)) == null
                    ? ColumnType.FLOAT
                    : ColumnType.BYTES);
      }
    }
  }

  void addJsonLines(InputFile file) throws IOException {
    try (TextRows text = TextRows.of(file, JsonLayout.LINES)) {
      while (rows < enough && text.next()) {
        try (JsonParser json =
            JsonRowParser.FACTORY.createParser(
                text.data(), text.start(), text.end() - text.start())) {
          if (text.problem() == null && json.nextToken() == JsonToken.START_OBJECT) {
            addObject(json);
          }
        } catch (JsonProcessingException e) {
          // A bad row tells nothing about the columns; reading will put it aside.
        }
      }
    }
  }

  private void addObject(JsonParser json) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      ColumnGuess guess = guess(name);
      if (token != JsonToken.START_ARRAY) {
        addValue(json, guess);
        continue;
      }
      guess.list = true;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        addValue(json, guess);
      }
    }
    rows++;
  }

  private static void addValue(JsonParser json, ColumnGuess guess) throws IOException {
    switch (json.currentToken()) {
      case VALUE_NULL -> {}
      case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT -> guess.add(ColumnType.INT64);
      case VALUE_NUMBER_FLOAT -> guess.add(ColumnType.FLOAT);
      default -> {
        guess.add(ColumnType.BYTES);
        json.skipChildren();
      }
    }
  }

  void addTfRecord(InputFile file) throws IOException {
    try (TfRecordReader reader = TfRecordSource.open(file, 0, 0)) {
      while (rows < enough) {
        byte[] record = reader.readAny();
        if (record == null) {
          return;
        }
        try {
          Example.parseFrom(record).getFeatures().getFeatureMap().forEach(this::addFeature);
          rows++;
        } catch (InvalidProtocolBufferException e) {
          // As above: no Example, no columns.
        }
      }
    }
  }

  private void addFeature(String name, Feature feature) {
    ColumnGuess guess = guess(name);
    int count =
        switch (feature.getKindCase()) {
          case INT64_LIST -> feature.getInt64List().getValueCount();
          case FLOAT_LIST -> feature.getFloatList().getValueCount();
          case BYTES_LIST -> feature.getBytesList().getValueCount();
          case KIND_NOT_SET -> 0;
        };
    if (count > 0) {
      guess.add(
          switch (feature.getKindCase()) {
            case INT64_LIST -> ColumnType.INT64;
            case FLOAT_LIST -> ColumnType.FLOAT;
            default -> ColumnType.BYTES;
          });
    }
    guess.list |= count > 1;
  }

  private ColumnGuess guess(String name) {
    return columns.computeIfAbsent(name, any -> new ColumnGuess());
  }
}
