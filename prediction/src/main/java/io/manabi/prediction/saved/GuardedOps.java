package io.manabi.prediction.saved;

import io.manabi.core.ManabiException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Looks for operations that touch files, processes or the network in what loading runs and what
 * requests can reach: a model is a program, and may come from anywhere.
 */
final class GuardedOps {
  private static final Pattern OPS =
      Pattern.compile(
          "ReadFile|WriteFile|MatchingFiles.*|.*PyFunc.*|SaveV2|Save|SaveSlices|RestoreV2|Restore"
              + "|RestoreSlice|MergeV2Checkpoints|CheckpointHasKey|.*LineReader.*|WholeFileReader.*"
              + "|FixedLengthRecordReader.*|TFRecordReader.*|LMDBReader|TextLineDataset"
              + "|TFRecordDataset.*|FixedLengthRecordDataset.*|.*LMDBDataset|.*SqlDataset"
              + "|.*CSVDataset.*|.*CacheDataset.*|.*Snapshot.*|SaveDataset.*|DistributedSave"
              + "|LoadDataset|.*DatasetToTFRecord|.*DataService.*|RegisterDataset.*"
              + "|.*SummaryFileWriter|.*SummaryDbWriter|Debug.*|.*Rpc.*|BigQuery.*"
              + "|LoadAndRemapMatrix|GenerateVocabRemapping|ImmutableConst|InitializeTRTResource"
              + "|FileSystemSetConfiguration|CalibrationStatisticsSaver|DumpTensor|RecordInput|Skipgram|Recv|Send|Copy.*Host|KafkaDataset.*");

  /** What restores variables when a model is loaded, from the model's own files. */
  private static final Set<String> RESTORING = Set.of("RestoreV2", "Restore", "RestoreSlice");

  /** What calls a function with its own inputs. */
  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  /** What calls functions with its own inputs behind the first. */
  private static final Set<String> CHOICES = Set.of("If", "StatelessIf", "Case", "StatelessCase");

  /** What names the operations that are run to initialize a model. */
  private static final Set<String> INITIALIZING =
      Set.of("saved_model_main_op", "legacy_init_op", "__saved_model_init_op");

  private final GraphNodes graph;
  private final Predicate<String> isAsset;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> found = new TreeSet<>();

  private GuardedOps(GraphNodes graph, Predicate<String> isAsset) {
    this.graph = graph;
    this.isAsset = isAsset;
  }

  /**
   * Checks a model.
   *
   * @param allowed the operations that the operator allows by name
   * @throws ManabiException if a signature, or what is run to load the model, reaches another one
   */
  static void check(MetaGraphDef metaGraph, Set<String> allowed) {
    Set<String> found = new TreeSet<>(foundIn(metaGraph));
    found.removeAll(allowed);
    if (!found.isEmpty()) {
      throw ManabiException.user(
          "The model has operations that can touch files, processes or the network: "
              + String.join(", ", found)
              + "; if you trust it, allow them with --allow-ops "
              + String.join(",", found)
              + ".");
    }
  }

  private static Set<String> foundIn(MetaGraphDef metaGraph) {
    GraphNodes graph = new GraphNodes(metaGraph.getGraphDef());
    AssetPaths assets = new AssetPaths(metaGraph, graph);
    Set<String> found = new TreeSet<>();
    GuardedOps restoring = new GuardedOps(graph, assets::isOne);
    restoring.visit(metaGraph.getSaverDef().getRestoreOpName());
    restoring.found.removeAll(RESTORING);
    found.addAll(restoring.found);

    GuardedOps initializing = new GuardedOps(graph, assets::isOne);
    // TensorFlow says where assets are to what initializes a model, and not when requests run.
    GuardedOps answering = new GuardedOps(graph, tensor -> false);
    metaGraph
        .getSignatureDefMap()
        .forEach(
            (name, signature) -> {
              GuardedOps ops = INITIALIZING.contains(name) ? initializing : answering;
              signature.getOutputsMap().values().stream()
                  .map(TensorInfo::getName)
                  .forEach(ops::visit);
            });
    for (String key : INITIALIZING) {
      metaGraph
          .getCollectionDefOrDefault(key, CollectionDef.getDefaultInstance())
          .getNodeList()
          .getValueList()
          .forEach(initializing::visit);
    }
    found.addAll(initializing.found);
    found.addAll(answering.found);
    return found;
  }

  /** Whether an operation is guarded whatever it is given. */
  static boolean isGuarded(String op) {
    return OPS.matcher(op).matches();
  }

  private void visit(String tensor) {
    graph
        .makerOf(tensor)
        .filter(node -> seen.add("node " + node.getName()))
        .ifPresent(
            node -> {
              inspect(node, isAsset);
              node.getInputList().forEach(this::visit);
            });
  }

  private void inspect(NodeDef node, Predicate<String> asset) {
    String op = node.getOp();
    // The exporter of this project reads the keys of some tables so.
    boolean readsAsset =
        op.equals("ReadFile")
            && node.getInputCount() == 1
            && node.getInputList().stream().allMatch(asset);
    if ((isGuarded(op) && !readsAsset)
        || (op.startsWith("InitializeTableFromTextFile") && !asset.test(node.getInput(1)))
        || (op.equals("PrintV2") && text(node, "output_stream").startsWith("file:"))
        || (op.equals("FixedUnigramCandidateSampler") && !text(node, "vocab_file").isEmpty())
        || (op.matches("(Decode|Encode)Proto.*")
            && !text(node, "descriptor_source").matches("|local://|bytes://(?s:.*)"))) {
      found.add(op);
    }
    List<FunctionDef> called = graph.calledBy(node);
    called.forEach(function -> enter(function, arguments(node, called, asset)));
  }

  private static String text(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }

  /** Of each argument of what a node calls, whether it is the path of an asset. */
  private static List<Boolean> arguments(
      NodeDef node, List<FunctionDef> called, Predicate<String> asset) {
    List<Boolean> inputs = node.getInputList().stream().map(asset::test).toList();
    if (CHOICES.contains(node.getOp())) {
      return inputs.subList(1, inputs.size());
    }
    boolean passedOn =
        called.size() == 1
            && (CALLS.contains(node.getOp())
                || called.get(0).getSignature().getName().equals(node.getOp()));
    return passedOn ? inputs : List.of();
  }

  private void enter(FunctionDef function, List<Boolean> assetArguments) {
    OpDef signature = function.getSignature();
    if (seen.add("function " + signature.getName() + assetArguments)) {
      Set<String> paths = new HashSet<>();
      for (int i = 0; i < signature.getInputArgCount(); i++) {
        if (i < assetArguments.size() && assetArguments.get(i)) {
          paths.add(signature.getInputArg(i).getName());
        }
      }
      function.getNodeDefList().forEach(node -> inspect(node, paths::contains));
    }
  }
}
