package io.manabi.transform;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TInt64;

/**
 * The ranges of integers that were noted while a graph was traced. In the graph they are a
 * collection: for each tensor its name, its least number and the name of the tensor with its
 * greatest, which is not known before the analysis.
 */
final class OutputRanges {
  private static final String COLLECTION = "manabi_ranges";

  /** What changes shapes, never values. */
  private static final Set<String> SAME_VALUES =
      Set.of("Identity", "EnsureShape", "Reshape", "ExpandDims", "Squeeze");

  private OutputRanges() {}

  /**
   * A tensor and the range of its values.
   *
   * @param tensor the name of the tensor
   * @param min the least
   * @param max the name of the scalar that is the greatest
   */
  record Noted(String tensor, long min, String max) {
    static Noted of(Operand<TInt64> x, long min, Operand<TInt64> max) {
      return new Noted(name(x.asOutput()), min, name(max.asOutput()));
    }

    private static String name(Output<?> output) {
      return output.op().name() + ":" + output.index();
    }

    private static Noted parse(ByteString text) {
      String[] parts = text.toStringUtf8().split(" ", -1);
      return new Noted(parts[0], Long.parseLong(parts[1]), parts[2]);
    }

    @Override
    public String toString() {
      return tensor + " " + min + " " + max; // The names of tensors have no spaces.
    }
  }

  /** Puts what was noted into a graph. */
  static void put(List<Noted> ranges, MetaGraphDef.Builder metaGraph) {
    CollectionDef.BytesList.Builder texts = CollectionDef.BytesList.newBuilder();
    ranges.forEach(range -> texts.addValue(ByteString.copyFromUtf8(range.toString())));
    if (texts.getValueCount() > 0) {
      metaGraph.putCollectionDef(
          COLLECTION, CollectionDef.newBuilder().setBytesList(texts).build());
    }
  }

  /** The ranges of those outputs of a complete graph of which they are known, by name. */
  static Map<String, IntegerRange> of(TransformGraph graph, SignatureDef signature) {
    Map<String, Noted> noted = new HashMap<>();
    MetaGraphDef metaGraph = graph.metaGraph();
    metaGraph
        .getCollectionDefOrDefault(COLLECTION, CollectionDef.getDefaultInstance())
        .getBytesList()
        .getValueList()
        .forEach(
            text -> {
              Noted range = Noted.parse(text);
              noted.put(range.tensor(), range);
            });
    Map<String, NodeDef> nodes = new HashMap<>();
    metaGraph.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Map<String, Noted> found = new TreeMap<>();
    signature
        .getOutputsMap()
        .forEach(
            (name, info) -> {
              Noted range = find(info.getName(), nodes, noted);
              if (range != null) {
                found.put(name, range);
              }
            });
    return found.isEmpty() ? Map.of() : evaluate(graph, found);
  }

  private static @Nullable Noted find(
      String output, Map<String, NodeDef> nodes, Map<String, Noted> noted) {
    String tensor = output;
    while (true) {
      Noted range = noted.get(tensor);
      NodeDef node = nodes.get(Subgraph.node(tensor));
      if (range != null || node == null || !SAME_VALUES.contains(node.getOp())) {
        return range;
      }
      String input = node.getInput(0);
      tensor = input.contains(":") ? input : input + ":0";
    }
  }

  private static Map<String, IntegerRange> evaluate(
      TransformGraph graph, Map<String, Noted> found) {
    List<String> fetches = found.values().stream().map(Noted::max).toList();
    Map<String, IntegerRange> ranges = new TreeMap<>();
    try (GraphSession session = new GraphSession(graph.metaGraph(), graph.assets(), fetches);
        Result result = session.run(Map.of(), fetches)) {
      int i = 0;
      for (Map.Entry<String, Noted> range : found.entrySet()) {
        long max = ((TInt64) result.get(i++)).getLong();
        ranges.put(range.getKey(), new IntegerRange(range.getValue().min(), max));
      }
    }
    return ranges;
  }
}
