package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.GraphImport;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.types.TInt64;

/** Copies a function of a transform graph, or a part of one, into another graph. */
final class FunctionImport {
  private final MetaGraphDef metaGraph;
  private final @Nullable String assets;
  private final String function;

  FunctionImport(MetaGraphDef metaGraph, @Nullable String assets, String function) {
    this.metaGraph = Assets.located(metaGraph, assets);
    this.assets = assets;
    this.function = function;
  }

  ImportedFunction into(
      Ops tf,
      List<InputFeed> feeds,
      Map<String, ? extends Operand<?>> inputs,
      Map<String, String> outputs) {
    if (!(tf.scope().env() instanceof Graph target)) {
      throw new IllegalArgumentException("a transform graph can be imported only into a Graph");
    }
    Map<String, Output<?>> replacements = new TreeMap<>();
    for (InputFeed feed : feeds) {
      replace(feed, inputs.get(feed.column().name()), replacements);
    }
    List<String> tensors = List.copyOf(outputs.values());
    Subgraph needed = new GraphParts(metaGraph).of(tensors, replacements.keySet());
    List<Output<?>> copies =
        GraphImport.into(
            target,
            needed.graph(),
            tf.scope().makeOpName(function),
            tf.scope().getDeviceString(),
            replacements,
            tensors);
    Map<String, Output<?>> named = new TreeMap<>();
    List<String> names = new ArrayList<>(outputs.keySet());
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), copies.get(i));
    }
    String prefix = prefix(copies.get(0), tensors.get(0));
    List<Operation> initializers =
        needed.initializers().stream().<Operation>map(n -> target.operation(prefix + n)).toList();
    return new ImportedFunction(named, initializers, assets(target, prefix));
  }

  /** What TensorFlow put before the names, which may have a number to be unique. */
  private static String prefix(Output<?> copy, String original) {
    String name = copy.op().name();
    return name.substring(0, name.length() - Subgraph.node(original).length());
  }

  private Map<Output<?>, Path> assets(Graph target, String prefix) {
    Map<Output<?>, Path> files = new HashMap<>();
    for (AssetFileDef asset : metaGraph.getAssetFileDefList()) {
      GraphOperation path =
          target.operation(prefix + Subgraph.node(asset.getTensorInfo().getName()));
      if (path != null && assets != null) {
        files.put(path.output(0), Path.of(assets, asset.getFilename()));
      }
    }
    return files;
  }

  private void replace(
      InputFeed feed, @Nullable Operand<?> input, Map<String, Output<?>> replacements) {
    Column column = feed.column();
    if (input == null) {
      throw ManabiException.user(
          "Function '%s' needs the column '%s', which was not given."
              .formatted(function, column.name()));
    }
    Output<?> values = input.asOutput();
    DataType type = TensorTypes.dataType(column.type());
    if (values.dataType() != type) {
      throw ManabiException.user(
          "Function '%s' needs the column '%s' as %s, but was given %s."
              .formatted(function, column.name(), type, values.dataType()));
    }
    if (input instanceof Ragged<?> ragged && column.valueCount().isRagged()) {
      Operand<TInt64> splits = ragged.rowSplits();
      replacements.put(RaggedNames.values(feed.tensor()), values);
      replacements.put(RaggedNames.rowSplits(feed.tensor()), splits.asOutput());
    } else {
      replacements.put(feed.tensor(), values);
    }
  }
}
