package io.manabi.cli.data;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.Schema;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Plain CSV files, gzip or not, without quotes; {@code ?} and nothing are missing values.
 *
 * @param schema the columns; a type is the narrowest that all values have
 * @param splits one for each file
 */
record CsvFiles(Schema schema, List<? extends RecordSplit> splits) implements RecordSource {

  static CsvFiles read(List<String> files, List<String> names) {
    List<FileSplit> splits = new ArrayList<>();
    List<String> columns = names;
    for (String file : files) {
      List<String> lines = lines(Path.of(file));
      boolean header = names.isEmpty();
      if (lines.size() <= (header ? 1 : 0)) {
        throw ManabiException.user(file + " has no rows; give a file with data in it.");
      }
      columns = header ? fields(lines.get(0)) : names;
      splits.add(new FileSplit(file, header ? 1 : 0, List.copyOf(lines), columns, List.of()));
    }
    List<Character> types = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      types.add(type(splits, i));
    }
    List<FileSplit> typed =
        splits.stream()
            .map(each -> new FileSplit(each.file, each.first, each.lines, each.names, types))
            .toList();
    return new CsvFiles(typed.get(0).schema(), typed);
  }

  private static List<String> lines(Path file) {
    try (InputStream plain = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(plain) : plain;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("|")).toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split(",", -1)) {
      fields.add(field.strip().equals("?") ? "" : field.strip());
    }
    return fields;
  }

  private static char type(List<FileSplit> splits, int column) {
    if (all(splits, column, value -> value.matches("[+-]?\\d{1,18}"))) {
      return 'i';
    }
    return all(splits, column, value -> value.matches("[+-]?[\\d.]+([eE][+-]?\\d+)?")) ? 'f' : 's';
  }

  private static boolean all(List<FileSplit> splits, int column, Predicate<String> what) {
    return splits.stream()
        .allMatch(
            split ->
                split.lines.stream()
                    .skip(split.first)
                    .map(CsvFiles::fields)
                    .filter(fields -> fields.size() == split.names.size())
                    .map(fields -> fields.get(column))
                    .allMatch(value -> value.isEmpty() || what.test(value)));
  }

  private record FileSplit(
      String file, int first, List<String> lines, List<String> names, List<Character> types)
      implements RecordSplit {

    Schema schema() {
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        columns.add(
            switch (types.get(i)) {
              case 'i' -> Column.int64(name).optional();
              case 'f' -> Column.floats(name).optional();
              default -> Column.bytes(name).optional();
            });
      }
      return new Schema(columns);
    }

    @Override
    public Span span() {
      return new Span(file, file);
    }

    @Override
    public BatchReader open(BadRows badRows) {
      List<List<String>> rows = new ArrayList<>();
      for (int i = first; i < lines.size(); i++) {
        List<String> row = fields(lines.get(i));
        if (row.size() == names.size()) {
          rows.add(row);
        } else {
          String reason = "has " + row.size() + " fields, expected " + names.size();
          badRows.add(new BadRow(file, i + 1, null, reason, lines.get(i)));
        }
      }
      return new OneBatch(batch(rows));
    }

    private Batch batch(List<List<String>> rows) {
      List<ColumnValues> values = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        int column = i;
        List<String> texts = rows.stream().map(row -> row.get(column)).toList();
        values.add(values(types.get(i), texts));
      }
      return new Batch(schema(), values);
    }

    private static ColumnValues values(char type, List<String> texts) {
      if (type == 'i') {
        return new ColumnValues.Int64s(
            texts.stream()
                .mapToLong(text -> text.isEmpty() ? Missing.INT64 : Long.parseLong(text))
                .toArray());
      }
      if (type == 'f') {
        float[] floats = new float[texts.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = texts.get(i).isEmpty() ? Missing.FLOAT : Float.parseFloat(texts.get(i));
        }
        return new ColumnValues.Floats(floats);
      }
      return new ColumnValues.Bytes(
          texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
    }
  }

  private static final class OneBatch implements BatchReader {
    private @Nullable Batch next;

    OneBatch(Batch batch) {
      next = batch;
    }

    @Override
    public @Nullable Batch read() {
      Batch batch = next;
      next = null;
      return batch;
    }

    @Override
    public BadRow describe(int row, String reason) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      next = null;
    }
  }
}
