package io.manabi.prediction.saved;

import io.manabi.core.ManabiException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Looks for operations that touch files, processes or the network in what requests can reach: a
 * model is a program, and may come from anywhere.
 */
final class GuardedOps {
  private static final Pattern OPS =
      Pattern.compile(
          "ReadFile|WriteFile|MatchingFiles|.*PyFunc.*|SaveV2|Save|SaveSlices|RestoreV2|Restore"
              + "|RestoreSlice|MergeV2Checkpoints|CheckpointHasKey|.*LineReader.*|WholeFileReader.*"
              + "|FixedLengthRecordReader.*|TFRecordReader.*|LMDBReader|TextLineDataset"
              + "|TFRecordDataset.*|FixedLengthRecordDataset.*|LMDBDataset|SqlDataset|.*CacheDataset.*"
              + "|.*SnapshotDataset.*|SaveDataset.*|LoadDataset|.*DataService.*|.*SummaryFileWriter"
              + "|.*SummaryDbWriter|Debug.*|.*Rpc.*|BigQuery.*|LoadAndRemapMatrix"
              + "|GenerateVocabRemapping|FileSystemSetConfiguration|AudioSummary.*|Recv|Send"
              + "|Copy.*Host|KafkaDataset.*");

  private final MetaGraphDef metaGraph;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> found = new TreeSet<>();

  private GuardedOps(MetaGraphDef metaGraph) {
    this.metaGraph = metaGraph;
    metaGraph.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    metaGraph
        .getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  /**
   * Checks a model.
   *
   * @param allowed the operations that the operator allows by name
   * @throws ManabiException if a signature, or what initializes the model, reaches another one
   */
  static void check(MetaGraphDef metaGraph, Set<String> allowed) {
    GuardedOps guarded = new GuardedOps(metaGraph);
    metaGraph
        .getSignatureDefMap()
        .values()
        .forEach(
            signature ->
                signature.getOutputsMap().values().stream()
                    .map(TensorInfo::getName)
                    .forEach(guarded::visit));
    metaGraph
        .getCollectionDefMap()
        .values()
        .forEach(collection -> collection.getNodeList().getValueList().forEach(guarded::visit));
    guarded.found.removeAll(allowed);
    if (!guarded.found.isEmpty()) {
      throw ManabiException.user(
          "The model has operations that can touch files, processes or the network: "
              + String.join(", ", guarded.found)
              + "; if you trust it, allow them with --allow-ops "
              + String.join(",", guarded.found)
              + ".");
    }
  }

  private void visit(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    NodeDef node = nodes.get(colon < 0 ? name : name.substring(0, colon));
    if (node != null && seen.add(node.getName())) {
      inspect(node, this::isAsset);
      node.getInputList().forEach(this::visit);
    }
  }

  private void inspect(NodeDef node, java.util.function.Predicate<String> isAsset) {
    String op = node.getOp();
    if (OPS.matcher(op).matches()) {
      found.add(op);
    }
    if (op.startsWith("InitializeTableFromTextFile") && !isAsset.test(node.getInput(1))) {
      found.add(op);
    }
    if (op.equals("PrintV2")
        && node.getAttrOrDefault("output_stream", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8()
            .startsWith("file:")) {
      found.add(op);
    }
    node.getAttrMap().values().forEach(this::enterFunctions);
    enter(op);
  }

  private void enterFunctions(AttrValue value) {
    Consumer<org.tensorflow.proto.NameAttrList> function = each -> enter(each.getName());
    if (value.hasFunc()) {
      function.accept(value.getFunc());
    }
    value.getList().getFuncList().forEach(function);
  }

  private void enter(String function) {
    FunctionDef definition = functions.get(function);
    if (definition != null && seen.add("function " + function)) {
      // Assets come into functions as arguments, which cannot be told from other texts.
      definition
          .getNodeDefList()
          .forEach(node -> inspect(node, input -> !nodes.containsKey(input)));
    }
  }

  private boolean isAsset(String input) {
    String tensor = input.contains(":") ? input : input + ":0";
    return metaGraph.getAssetFileDefList().stream()
        .anyMatch(asset -> asset.getTensorInfo().getName().equals(tensor));
  }
}
