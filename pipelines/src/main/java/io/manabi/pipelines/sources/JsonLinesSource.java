package io.manabi.pipelines.sources;

import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import java.io.IOException;
import java.util.List;

/**
 * Reads files of JSON lines: a JSON object in each line, as {@code {"age": 39, "words": ["a",
 * "b"]}}. A value that is {@code null} or not there is missing; columns of several values are
 * lists, from which {@code null} is dropped; {@code true} is the integer 1. What is not in the
 * schema is left out. See <a href="https://jsonlines.org">JSON Lines</a>.
 */
public final class JsonLinesSource implements RecordSource {
  private final ColumnPlan plan;
  private final List<String> globs;
  private final long splitBytes;

  JsonLinesSource(ColumnPlan plan, List<String> globs, long splitBytes) {
    this.plan = plan;
    this.globs = List.copyOf(globs);
    this.splitBytes = splitBytes;
  }

  /**
   * A source of the rows of such files.
   *
   * @param schema the columns to read
   * @param globs paths with wildcards, on any file system that Beam knows; files whose names end
   *     with {@code .gz} are unpacked
   */
  public static JsonLinesSource of(Schema schema, List<String> globs) {
    return new JsonLinesSource(ColumnPlan.declared(schema), globs, TextSplit.BYTES);
  }

  /** The same with splits of another size. */
  JsonLinesSource withSplitBytes(long bytes) {
    return new JsonLinesSource(plan, globs, bytes);
  }

  @Override
  public Schema schema() {
    return plan.schema();
  }

  @Override
  public List<? extends RecordSplit> splits() {
    return InputFile.splits(globs, this::splits);
  }

  private List<TextSplit> splits(InputFile file) throws IOException {
    try (TextRows rows = TextRows.of(file, JsonLayout.LINES)) {
      return TextSplit.of(file, rows, new JsonLayout(plan), splitBytes);
    }
  }
}
