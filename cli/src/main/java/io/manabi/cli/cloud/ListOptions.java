package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which resources are listed, and how they are printed. */
public final class ListOptions extends FormatOption {
  private static final int MOST_OF_A_PAGE = 100;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description =
          "Only those of which this is true, as 'state:(QUEUED RUNNING) AND jobId:flowers*'.")
  private @Nullable String filter;

  @Option(names = "--limit", paramLabel = "N", description = "How many at most.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--page-size",
      paramLabel = "N",
      description = "How many the server is asked for at a time (default: ${DEFAULT-VALUE}).")
  private int pageSize = MOST_OF_A_PAGE;

  @Option(
      names = "--sort-by",
      paramLabel = "FIELD",
      description = "Sort by this field; with ~ before it, backwards.")
  private @Nullable String sortBy;

  /** How many the server is to be asked for at a time. */
  public int pageSize() {
    return pageSize;
  }

  /**
   * Prints those that are wanted.
   *
   * @param all what there is; no more is read than is needed
   * @param usual the format if the user asks for none
   * @throws ParameterException if what the user asks for cannot be read
   */
  public void print(Stream<JsonNode> all, String usual) {
    if (limit < 1 || pageSize < 1) {
      throw wrong("--limit and --page-size must be above 0.");
    }
    OutputFormat asked = get(OutputFormat.parse(usual));
    Filter wanted = filter();
    Stream<JsonNode> matching = wanted == null ? all : all.filter(wanted);
    List<JsonNode> listed =
        (sortBy == null ? matching : matching.sorted(order(sortBy))).limit(limit).toList();
    asked.printAll(listed, out());
    if (listed.isEmpty()) {
      err().println("Listed 0 items.");
    }
  }

  private @Nullable Filter filter() {
    try {
      return filter == null ? null : Filter.parse(filter);
    } catch (ManabiException e) {
      throw wrong(e.getMessage());
    }
  }

  private static Comparator<JsonNode> order(String by) {
    FieldPath path = FieldPath.of(by);
    Comparator<JsonNode> order = Comparator.comparing(each -> path.in(each).asText());
    return by.startsWith("~") ? order.reversed() : order;
  }
}
