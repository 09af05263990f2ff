package io.manabi.pipelines.sources;

import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import java.nio.file.Path;
import java.util.List;

/** Files of JSON lines in more splits than their size asks for. */
public final class SmallSplits {
  private SmallSplits() {}

  public static RecordSource of(Schema schema, List<Path> files, long splitBytes) {
    return JsonLinesSource.of(schema, files.stream().map(Path::toString).toList())
        .withSplitBytes(splitBytes);
  }
}
