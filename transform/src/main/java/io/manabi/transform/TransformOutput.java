package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a trainer wants to know of data that were preprocessed: what is in the records, how many
 * different values a feature may have, the vocabularies. It is what tf.Transform's {@code
 * TFTransformOutput} is.
 *
 * <pre>{@code
 * TransformOutput output = TransformOutput.read(folder, "features");
 * long jobs = output.numBucketsForTransformedFeature("job");
 * }</pre>
 */
public final class TransformOutput {
  /** The sub-folder of the output with the transform graph. */
  public static final String GRAPH = "transform";

  private final Path folder;
  private final String function;
  private final TransformGraph graph;
  private final Map<String, IntegerRange> ranges;

  private TransformOutput(Path folder, String function, TransformGraph graph) {
    this.folder = folder;
    this.function = function;
    this.graph = graph;
    this.ranges = graph.ranges(function);
  }

  /**
   * Reads the output folder of a preprocessing.
   *
   * @param output the folder
   * @param function the function that made the records
   * @throws ManabiException if there is no transform graph in it, or no such function
   */
  public static TransformOutput read(Path output, String function) {
    Path folder = output.resolve(GRAPH);
    return new TransformOutput(folder, function, TransformGraph.read(folder));
  }

  /** The transform graph. */
  public TransformGraph graph() {
    return graph;
  }

  /** The folder of the transform graph, as exporters want it. */
  public Path graphFolder() {
    return folder;
  }

  /** The columns that the function reads, sorted by name; their defaults are in the graph. */
  public Schema rawSchema() {
    return graph.inputs(function);
  }

  /** The columns of the records, sorted by name. */
  public Schema transformedSchema() {
    return graph.outputs(function);
  }

  /** The names of the vocabularies, and of other files of analyzers, sorted. */
  public Set<String> vocabularies() {
    return graph.assetNames();
  }

  /**
   * The number of lines of a vocabulary: at least 1, as one without tokens has a line that no data
   * have.
   *
   * @throws ManabiException if there is none of that name
   */
  public long vocabularySizeByName(String name) {
    return graph.lines(name);
  }

  /**
   * The lines of a vocabulary in the order of their indices, those that are no UTF-8 with
   * replacements; with the frequency before the token if it was asked for.
   *
   * @throws ManabiException if there is none of that name
   */
  public List<String> vocabularyByName(String name) {
    return AssetFile.read(graph.asset(name)).stream()
        .map(line -> new String(line, StandardCharsets.UTF_8))
        .toList();
  }

  /**
   * How many different values integers of a feature may have, which are from 0 on: indices in a
   * vocabulary with what stands for unknown tokens, buckets, hashes.
   *
   * @throws ManabiException if there is no such feature, it has no integers, or it is not known
   *     that they begin at 0 and where they end
   */
  public long numBucketsForTransformedFeature(String feature) {
    Schema columns = transformedSchema();
    Column column =
        columns.columns().stream()
            .filter(each -> each.name().equals(feature))
            .findFirst()
            .orElseThrow(
                () ->
                    ManabiException.user(
                        "Function '%s' makes no feature '%s'; it makes %s."
                            .formatted(
                                function,
                                feature,
                                columns.columns().stream().map(Column::name).toList())));
    if (column.type() != ColumnType.INT64) {
      throw ManabiException.user(
          "Feature '%s' is %s; only integers have buckets.".formatted(feature, column.type()));
    }
    IntegerRange range = ranges.get(feature);
    if (range == null) {
      throw ManabiException.user(
          "It is not known how many buckets feature '%s' has; it is of vocabularies, buckets and hashes as they are, else tell it by Columns.inRange."
              .formatted(feature));
    }
    if (range.min() != 0) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Feature '%s' is from %d to %d and has no buckets; give tokens that a vocabulary does not have a bucket of their own.",
              feature,
              range.min(),
              range.max()));
    }
    return range.max() + 1;
  }
}
