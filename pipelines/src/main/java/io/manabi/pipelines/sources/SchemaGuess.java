package io.manabi.pipelines.sources;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
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

  /** Which the first row is that cannot be read, and why; null if there is none. */
  private @Nullable String firstProblem;

  /** How many rows are enough. */
  private int enough;

  /** What the rows so far tell about a column. */
  private static final class ColumnGuess {
    private @Nullable ColumnType type;
    private boolean list;

    /** Whether there are records or lists of lists, which no column can have. */
    private boolean nested;

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

  /**
   * What the rows so far tell.
   *
   * @param files where they are
   * @throws ManabiException if there are none
   */
  InputColumns columns(List<String> files) {
    if (rows == 0) {
      throw firstProblem == null
          ? InputFile.noRows(files)
          : ManabiException.user(
              "No row of %s can be read. The first is %s. Check the format."
                  .formatted(String.join(", ", files), firstProblem));
    }
    List<Column> result = new ArrayList<>();
    List<String> nested = new ArrayList<>();
    columns.forEach(
        (name, guess) -> {
          if (guess.nested) {
            nested.add(name);
          } else {
            result.add(guess.column(name));
          }
        });
    return new InputColumns(new Schema(result), nested);
  }

  /** Is to be said before the rows of a file are added. */
  void begin() {
    enough = Math.max(ROWS, rows + ROWS_OF_A_FILE);
  }

  void addCsv(InputFile file, CsvFormat format) throws IOException {
    try (TextRows text = TextRows.of(file, format)) {
      CsvFields fields = new CsvFields(format, 0);
      List<String> names = CsvSource.columns(text, format);
      checkSeparator(file, names, format);
      while (rows < enough && text.next()) {
        String problem = text.problem();
        if (problem == null) {
          problem = fields.divide(text.data(), text.start(), text.end());
        }
        if (problem == null && fields.count() != names.size()) {
          problem = CsvFields.otherNumber(fields.count(), names.size());
        }
        if (problem == null) {
          addCsvRow(fields, names);
        } else {
          leaveOut(file, text, problem);
        }
      }
    }
  }

  /** One name with what often is between names is most likely no name. */
  private static void checkSeparator(InputFile file, List<String> names, CsvFormat format) {
    if (names.size() != 1) {
      return;
    }
    for (String separator : List.of(";", "\t", "|", ",")) {
      if (names.get(0).contains(separator)) {
        throw ManabiException.user(
            "%s has the only column '%s' with the separator '%c'; give the right one by --separator '%s'."
                .formatted(file.path(), names.get(0), format.separator(), separator));
      }
    }
  }

  private void leaveOut(InputFile file, TextRows text, String problem) {
    leaveOut(file.path() + " line " + text.line(), problem);
  }

  private void leaveOut(String place, String problem) {
    if (firstProblem == null) {
      firstProblem = place + ": it " + problem;
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
          } else {
            leaveOut(file, text, text.problem() == null ? "is no JSON object" : text.problem());
          }
        } catch (JsonProcessingException e) {
          leaveOut(file, text, "is no JSON: " + e.getOriginalMessage());
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
      case START_OBJECT, START_ARRAY -> {
        guess.nested = true;
        json.skipChildren();
      }
      default -> guess.add(ColumnType.BYTES);
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
          leaveOut(file.path(), "is no Example");
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
