package io.manabi.transform;

import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** What becomes known while the functions of a preprocessing are traced into one graph. */
final class Trace {
  private final Ops analyzers;
  private final Ops assetScope;
  private final Ops shared;
  private final List<AnalyzerNode> nodes = new ArrayList<>();
  private final Map<Asked, List<Operand<?>>> asked = new HashMap<>();
  private final Map<String, RawColumn> rawColumns = new HashMap<>();
  private final Map<String, Operand<?>> casts = new HashMap<>();
  private final Map<String, Operand<TString>> assets = new TreeMap<>();
  private final Set<String> madeAssets = new HashSet<>();
  private final List<Op> initializers = new ArrayList<>();
  private final List<OutputRanges.Noted> ranges = new ArrayList<>();

  /** The same analyzer of the same tensors is asked once. */
  private record Asked(Analyzer<?> analyzer, List<AnalyzerNode.Input> inputs) {}

  Trace(Graph graph) {
    Ops tf = GraphOps.create(graph);
    this.analyzers = tf.withSubScope("analyzers");
    this.assetScope = tf.withSubScope("assets");
    this.shared = tf.withSubScope("shared");
  }

  /** Makes ops that belong to no function. */
  Ops shared() {
    return shared;
  }

  /** Remembers that a tensor is nothing but a column. */
  void remember(Operand<?> tensor, RawColumn column) {
    rawColumns.put(tensor.asOutput().name(), column);
  }

  List<Operand<?>> analyze(Ops tf, Analyzer<?> analyzer, List<Operand<?>> of) {
    List<AnalyzerNode.Input> inputs = of.stream().map(input -> input(tf, input)).toList();
    return asked.computeIfAbsent(
        new Asked(analyzer, inputs),
        key -> {
          List<Operand<?>> results = new ArrayList<>();
          for (Analyzer.ResultType result : analyzer.results()) {
            results.add(placeholder(analyzer, result));
          }
          nodes.add(
              new AnalyzerNode(
                  analyzer, inputs, results.stream().map(r -> r.op().name()).toList()));
          return List.copyOf(results);
        });
  }

  Operand<TString> asset(String name) {
    return assets.computeIfAbsent(
        name,
        key ->
            assetScope
                .withName(NodeNames.of(name))
                .placeholder(TString.class, Placeholder.shape(Shape.scalar())));
  }

  void initializer(Op initializer) {
    initializers.add(initializer);
  }

  void range(OutputRanges.Noted range) {
    ranges.add(range);
  }

  List<OutputRanges.Noted> ranges() {
    return List.copyOf(ranges);
  }

  List<Op> initializers() {
    return List.copyOf(initializers);
  }

  /**
   * The analyzers in the order of the trace.
   *
   * @throws ManabiException if a file is asked for that none of them makes
   */
  List<AnalyzerNode> nodes() {
    for (String name : assets.keySet()) {
      if (!madeAssets.contains(name)) {
        throw ManabiException.user(
            "The preprocessing uses the file '%s', but none of its functions computes it; it computes %s."
                .formatted(name, madeAssets));
      }
    }
    return List.copyOf(nodes);
  }

  private Operand<?> placeholder(Analyzer<?> analyzer, Analyzer.ResultType result) {
    if (result instanceof Analyzer.ResultType.Tensor tensor) {
      return analyzers
          .withName(NodeNames.of(analyzer.getClass().getSimpleName()))
          .placeholder(TensorTypes.tensorType(tensor.type()), Placeholder.shape(tensor.shape()));
    }
    String name = ((Analyzer.ResultType.Asset) result).name();
    if (!madeAssets.add(name)) {
      throw ManabiException.user(
          "Two analyzers of the preprocessing make the file '%s'; give one of them another name."
              .formatted(name));
    }
    return asset(name);
  }

  private AnalyzerNode.Input input(Ops tf, Operand<?> input) {
    Operand<?> values = input instanceof Ragged<?> ragged ? ragged.values() : input;
    Output<?> cast = cast(tf, values.asOutput());
    return new AnalyzerNode.Input(
        cast.name(),
        input instanceof Ragged<?> ragged ? rowSplits(tf, ragged) : null,
        rawColumns.get(cast.name()));
  }

  /** The row splits as a tensor that is not fed, as those of a column are. */
  private String rowSplits(Ops tf, Ragged<?> ragged) {
    Output<?> splits = ragged.rowSplits().asOutput();
    return casts.computeIfAbsent(splits.name(), name -> tf.identity(splits)).asOutput().name();
  }

  /** The tensor in one of the types that columns have. */
  private Output<?> cast(Ops tf, Output<?> values) {
    DataType type = values.dataType();
    if (TensorTypes.columnType(type).isPresent()) {
      return values;
    }
    return casts
        .computeIfAbsent(
            values.name(),
            name ->
                switch (type) {
                  case DT_HALF, DT_BFLOAT16, DT_DOUBLE -> tf.dtypes.cast(values, TFloat32.class);
                  case DT_BOOL, DT_INT8, DT_INT16, DT_INT32, DT_UINT8, DT_UINT16, DT_UINT32 ->
                      tf.dtypes.cast(values, TInt64.class);
                  default ->
                      throw ManabiException.user(
                          "An analyzer cannot read "
                              + type
                              + "; it reads numbers, booleans and strings ("
                              + ColumnType.BYTES
                              + ").");
                })
        .asOutput();
  }
}
