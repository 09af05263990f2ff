package io.manabi.cli.data;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.sources.GuessedSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Files whose columns are found in their rows; says what is left out, and what comes to light.
 *
 * @param name what the user calls them
 * @param source their rows
 * @param splits the parts, for which it goes through the files once
 * @param terminal where it says so
 * @param again told when the files are going to be read once more
 */
record FoundSource(
    String name,
    GuessedSource source,
    List<? extends RecordSplit> splits,
    Terminal terminal,
    Runnable again)
    implements RecordSource {

  static FoundSource of(String name, GuessedSource source, Terminal terminal) {
    sayLeftOut(name, source.leftOut(), terminal);
    return new FoundSource(name, source, source.splits(), terminal, () -> {});
  }

  /** The same, which tells when the files are going to be read once more. */
  FoundSource told(Runnable listener) {
    return new FoundSource(name, source, splits, terminal, listener);
  }

  private static void sayLeftOut(String name, List<String> leftOut, Terminal terminal) {
    if (!leftOut.isEmpty()) {
      terminal.line(
          name
              + ": left out are columns of records, lists of lists or types that cannot be read: "
              + String.join(", ", leftOut)
              + ".");
    }
  }

  @Override
  public Schema schema() {
    return source.schema();
  }

  @Override
  public Optional<FoundSource> widened(FoundColumns found) {
    Optional<GuessedSource> wider = source.widened(found);
    if (wider.isEmpty()) {
      return Optional.empty();
    }
    again.run();
    List<String> changes = changes(wider.get().schema());
    terminal.line(
        changes.isEmpty()
            ? name + ": reading once more, for later rows differ."
            : "Types were found in later rows of %s: %s; reading once more."
                .formatted(name, String.join(", ", changes)));
    List<String> leftOut = new ArrayList<>(wider.get().leftOut());
    leftOut.removeAll(source.leftOut());
    sayLeftOut(name, leftOut, terminal);
    return Optional.of(new FoundSource(name, wider.get(), wider.get().splits(), terminal, again));
  }

  private List<String> changes(Schema wider) {
    Set<Column> known = new HashSet<>(source.schema().columns());
    return wider.columns().stream()
        .filter(column -> !known.contains(column))
        .map(
            column ->
                "%s is %s%s"
                    .formatted(
                        column.name(),
                        column.type().name().toUpperCase(Locale.ROOT),
                        column.valueCount().max() > 1 ? ", a list" : ""))
        .toList();
  }
}
