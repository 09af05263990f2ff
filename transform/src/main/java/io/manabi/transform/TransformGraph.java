package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Compiled preprocessing: a TensorFlow graph with one signature per function. It is a value without
 * native resources, safe to share and to serialize; its files, if it has any, stay where they are.
 * On disk it is a SavedModel with the tag {@code serve} that any TensorFlow server can serve by
 * itself.
 */
public final class TransformGraph implements Serializable {
  private static final long serialVersionUID = 1L;

  private final MetaGraphDef metaGraph;
  private final @Nullable String assets;

  TransformGraph(MetaGraphDef metaGraph, @Nullable String assets) {
    this.metaGraph = metaGraph;
    this.assets = assets;
  }

  /**
   * Compiles a preprocessing that needs no pass over the data.
   *
   * @throws ManabiException if a function cannot be traced, or has analyzers
   */
  public static TransformGraph compile(Preprocessing preprocessing) {
    return AnalysisPlan.of(preprocessing).graph();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws ManabiException if there is no SavedModel with the tag {@code serve}
   */
  public static TransformGraph read(Path directory) {
    return new TransformGraph(
        SavedModelFile.read(directory), SavedModelFile.assets(directory).toString());
  }

  /**
   * Writes the graph and its files as a SavedModel, as a whole or not at all; what was in the
   * directory is gone.
   *
   * @throws ManabiException if it cannot be written
   */
  public void write(Path directory) {
    SavedModelFile.write(directory, metaGraph, assets);
  }

  /** The same with its files, if it has any, in another folder, as on another machine. */
  public TransformGraph withFiles(Path folder) {
    return new TransformGraph(metaGraph, folder.toString());
  }

  /** The names of the functions, sorted. */
  public Set<String> functions() {
    return new TreeSet<>(metaGraph.getSignatureDefMap().keySet());
  }

  /**
   * The signature of a function: tensor names, types and shapes of inputs and outputs. Clients fill
   * up the rows of ragged columns; what they leave out of optional ones is among the defaults.
   *
   * @throws ManabiException if there is no such function
   */
  public SignatureDef signature(String function) {
    SignatureDef signature = metaGraph.getSignatureDefMap().get(function);
    if (signature == null) {
      throw ManabiException.user(
          "The preprocessing has no function '" + function + "'; it has " + functions() + ".");
    }
    return signature;
  }

  /** The columns that a function reads, sorted by name. */
  public Schema inputs(String function) {
    return InputFeed.schema(InputFeed.of(signature(function)));
  }

  /**
   * The columns that some outputs of a function are made of, sorted by name.
   *
   * @throws ManabiException if the function has no such output
   */
  public Schema inputs(String function, Collection<String> outputs) {
    return InputFeed.schema(needed(function, tensors(function, outputs)));
  }

  /**
   * The columns that a function makes, sorted by name.
   *
   * @throws ManabiException if an output has another shape than [N] or [N, n], or a type that no
   *     column has; such a function is for the trainer's or the server's graph, not for files
   */
  public Schema outputs(String function) {
    Map<String, TensorInfo> tensors = new TreeMap<>(signature(function).getOutputsMap());
    List<Column> columns = new ArrayList<>();
    tensors.forEach(
        (name, info) -> {
          if (!isRowSplits(name, tensors.keySet())) {
            boolean ragged = tensors.containsKey(name + Ragged.SPLITS_SUFFIX);
            columns.add(column(function, name, info, ragged));
          }
        });
    return new Schema(columns);
  }

  /**
   * From which to which number the integers are that a function makes, by the names of its outputs:
   * of indices in vocabularies, buckets and hashes, as far as nothing was computed of them.
   *
   * @throws ManabiException if there is no such function
   */
  public Map<String, IntegerRange> ranges(String function) {
    return OutputRanges.of(this, signature(function));
  }

  /** The names of the files that travel with the graph, as vocabularies, sorted. */
  public Set<String> assetNames() {
    Set<String> names = new TreeSet<>();
    metaGraph.getAssetFileDefList().forEach(file -> names.add(file.getFilename()));
    return names;
  }

  /** The number of lines of a file that travels with the graph, as the size of a vocabulary. */
  public long lines(String asset) {
    return AssetFile.lines(asset(asset));
  }

  /**
   * A file that travels with the graph, as a vocabulary.
   *
   * @throws ManabiException if there is none of that name
   */
  public Path asset(String name) {
    Set<String> names = assetNames();
    if (assets == null || !names.contains(name)) {
      throw ManabiException.user(
          "The preprocessing has no file '%s'; it has %s.".formatted(name, names));
    }
    return Path.of(assets, name);
  }

  /**
   * Copies a function into another graph, on the device of {@code tf} and under a name scope named
   * as the function.
   *
   * @param tf the other graph, with scope and device
   * @param function the name of the function
   * @param inputs for each input column a tensor in the other graph, of its type and [N] or [N, n];
   *     for a ragged one a {@link Ragged} or a tensor [N, M] whose rows are filled up with missing
   *     values
   * @throws ManabiException if there is no such function, an input is missing or has another type
   */
  public ImportedFunction importInto(
      Ops tf, String function, Map<String, ? extends Operand<?>> inputs) {
    return importInto(tf, function, inputs, signature(function).getOutputsMap().keySet());
  }

  /**
   * Copies a part of a function into another graph.
   *
   * @param tf the other graph, with scope and device
   * @param function the name of the function
   * @param inputs as above, for those columns at least that {@link #inputs(String, Collection)}
   *     tells
   * @param outputs the names of the outputs that are wanted
   * @throws ManabiException if there is no such function or output, an input is missing or has
   *     another type
   */
  public ImportedFunction importInto(
      Ops tf,
      String function,
      Map<String, ? extends Operand<?>> inputs,
      Collection<String> outputs) {
    Map<String, String> tensors = tensors(function, outputs);
    return new FunctionImport(metaGraph, assets, function)
        .into(tf, needed(function, tensors), inputs, tensors);
  }

  MetaGraphDef metaGraph() {
    return metaGraph;
  }

  @Nullable String assets() {
    return assets;
  }

  /** The inputs of a function that some of its outputs need. */
  private List<InputFeed> needed(String function, Map<String, String> tensors) {
    List<InputFeed> inputs = InputFeed.of(signature(function));
    Set<String> needed =
        new GraphParts(metaGraph)
            .dependencies(tensors.values(), inputs.stream().map(InputFeed::node).toList());
    return inputs.stream().filter(input -> needed.contains(input.node())).toList();
  }

  /** The tensors of outputs by their names, with the row splits of ragged ones. */
  private Map<String, String> tensors(String function, Collection<String> outputs) {
    Map<String, TensorInfo> known = signature(function).getOutputsMap();
    Map<String, String> tensors = new TreeMap<>();
    for (String name : outputs) {
      TensorInfo info = known.get(name);
      if (info == null) {
        throw ManabiException.user(
            "Function '%s' has no output '%s'; it has %s."
                .formatted(function, name, new TreeSet<>(known.keySet())));
      }
      tensors.put(name, info.getName());
      TensorInfo splits = known.get(name + Ragged.SPLITS_SUFFIX);
      if (splits != null) {
        tensors.put(name + Ragged.SPLITS_SUFFIX, splits.getName());
      }
    }
    return tensors;
  }

  private static boolean isRowSplits(String name, Set<String> names) {
    return name.endsWith(Ragged.SPLITS_SUFFIX)
        && names.contains(name.substring(0, name.length() - Ragged.SPLITS_SUFFIX.length()));
  }

  private static Column column(String function, String name, TensorInfo info, boolean ragged) {
    // Some ops, as lookups, do not tell the rank: most likely it is one value for each row.
    int dimensions =
        info.getTensorShape().getUnknownRank() ? 1 : info.getTensorShape().getDimCount();
    long length = dimensions == 2 ? info.getTensorShape().getDim(1).getSize() : 1;
    boolean rows = dimensions == 1 || (dimensions == 2 && length > 0 && !ragged);
    ValueCount count =
        ragged
            ? ValueCount.ANY
            : new ValueCount((int) Math.max(1, length), (int) Math.max(1, length));
    return TensorTypes.columnType(info.getDtype())
        .filter(type -> rows)
        .map(type -> new Column(name, type, count, null))
        .orElseThrow(
            () ->
                ManabiException.user(
                    String.format(
                        Locale.ROOT,
                        "The output '%s' of function '%s' is no column: a column has strings, int64 or float, one per row or the same number in each, this is %s with %d dimensions%s.",
                        name,
                        function,
                        info.getDtype(),
                        dimensions,
                        length < 0 ? " of unknown size; use ensureShape" : "")));
  }
}
