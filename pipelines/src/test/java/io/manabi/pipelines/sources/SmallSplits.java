package io.manabi.pipelines.sources;

import io.manabi.core.ColumnType;
import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Files in more splits than their size asks for. */
public final class SmallSplits {
  private SmallSplits() {}

  /** Files of JSON lines. */
  public static RecordSource of(Schema schema, List<Path> files, long splitBytes) {
    return JsonLinesSource.of(schema, files.stream().map(Path::toString).toList())
        .withSplitBytes(splitBytes);
  }

  /** Files whose columns are found in them. */
  public static RecordSource guessed(
      FileInput input, Map<String, ColumnType> types, long splitBytes) {
    return GuessedSource.of(input, types, UnaryOperator.identity(), splitBytes);
  }
}
