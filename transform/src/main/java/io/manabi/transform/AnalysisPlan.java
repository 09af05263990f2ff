package io.manabi.transform;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.transform.AnalysisPhase.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The passes over the data that a preprocessing needs before its graph is complete. An analyzer is
 * ready as soon as all that its inputs are made of is known; all that are ready share a pass, a
 * phase, so that there are never more passes than analyzers depend on each other.
 *
 * <pre>{@code
 * AnalysisPlan plan = AnalysisPlan.of(preprocessing);
 * while (!plan.isComplete()) {
 *   AnalysisPhase phase = plan.next();
 *   Accumulators accumulators = phase.create();
 *   try (AnalysisSession session = phase.open()) {
 *     session.add(batch, accumulators); // for all batches
 *   }
 *   plan = plan.resolve(accumulators, folder);
 * }
 * TransformGraph graph = plan.graph();
 * }</pre>
 */
public final class AnalysisPlan {
  private final MetaGraphDef metaGraph;
  private final List<AnalyzerNode> open;
  private final @Nullable Path assets;
  private final int phase;

  private AnalysisPlan(
      MetaGraphDef metaGraph, List<AnalyzerNode> open, @Nullable Path assets, int phase) {
    this.metaGraph = metaGraph;
    this.open = List.copyOf(open);
    this.assets = assets;
    this.phase = phase;
  }

  /**
   * Traces the functions of a preprocessing.
   *
   * @throws ManabiException if a function cannot be traced; the message names it
   */
  public static AnalysisPlan of(Preprocessing preprocessing) {
    FunctionTracer.Traced traced = FunctionTracer.trace(preprocessing.functions());
    return new AnalysisPlan(traced.metaGraph(), traced.nodes(), null, 1);
  }

  /** Whether all analyzers are resolved. */
  public boolean isComplete() {
    return open.isEmpty();
  }

  /** The columns that the analyzers which are left read, sorted by name. */
  public Schema inputs() {
    return AnalysisPhase.inputs(metaGraph, open);
  }

  /** The number of the next phase, from 1. */
  public int phase() {
    return phase;
  }

  /** The number of phases, those that are done included. */
  public int phases() {
    int phases = phase - 1;
    Set<AnalyzerNode> left = new HashSet<>(open);
    while (!left.isEmpty()) {
      left.removeAll(ready(left));
      phases++;
    }
    return phases;
  }

  /**
   * The next pass.
   *
   * @throws IllegalStateException if the plan is complete
   */
  public AnalysisPhase next() {
    if (isComplete()) {
      throw new IllegalStateException("there is no analyzer left");
    }
    Set<AnalyzerNode> ready = ready(new HashSet<>(open));
    return new AnalysisPhase(
        metaGraph,
        assets == null ? null : assets.toString(),
        open.stream().filter(ready::contains).toList());
  }

  /**
   * The plan without the analyzers of a phase: their results are constants of its graph.
   *
   * @param accumulators of all the data, of the phase that {@link #next} gave
   * @param folder where the files of analyzers go; the same for all phases, and there as long as
   *     the plan or its graph is used
   * @throws ManabiException if a file cannot be written
   */
  public AnalysisPlan resolve(Accumulators accumulators, Path folder) {
    Map<String, NodeDef> constants = new HashMap<>();
    MetaGraphDef.Builder result = metaGraph.toBuilder();
    Set<AnalyzerNode> done = new HashSet<>();
    for (Node<?> node : accumulators.nodes()) {
      done.add(node.definition());
      List<Analyzer.Value> values = node.extract();
      for (int i = 0; i < values.size(); i++) {
        String name = node.definition().outputs().get(i);
        if (values.get(i) instanceof Analyzer.Value.Tensor tensor) {
          constants.put(name, FrozenValue.constant(name, tensor));
        } else {
          String file =
              ((Analyzer.ResultType.Asset) node.definition().analyzer().results().get(i)).name();
          AssetFile.write(folder.resolve(file), (Analyzer.Value.Lines) values.get(i));
          constants.put(name, FrozenValue.constant(name, file));
          result.addAssetFileDef(
              AssetFileDef.newBuilder()
                  .setFilename(file)
                  .setTensorInfo(TensorInfo.newBuilder().setName(name + ":0")));
        }
      }
    }
    GraphDef.Builder graph = result.getGraphDefBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeDef constant = constants.get(graph.getNode(i).getName());
      if (constant != null) {
        graph.setNode(i, constant);
      }
    }
    List<AnalyzerNode> left = new ArrayList<>(open);
    left.removeAll(done);
    MetaGraphDef resolved = result.build();
    return new AnalysisPlan(
        left.isEmpty() ? OutputShapes.inferred(resolved) : resolved, left, folder, phase + 1);
  }

  /**
   * The graph.
   *
   * @throws ManabiException if the plan is not complete
   */
  public TransformGraph graph() {
    if (!isComplete()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "The preprocessing has %d analyzers, which need a pass over the data: the first is %s.",
              open.size(),
              open.get(0).analyzer()));
    }
    return new TransformGraph(metaGraph, assets == null ? null : assets.toString());
  }

  /** Those of some analyzers whose inputs need no result of any of them. */
  private Set<AnalyzerNode> ready(Set<AnalyzerNode> among) {
    Set<String> unknown = new HashSet<>();
    among.forEach(node -> unknown.addAll(node.outputs()));
    Set<String> waiting = new GraphParts(metaGraph).dependents(unknown);
    Set<AnalyzerNode> ready = new HashSet<>();
    for (AnalyzerNode node : among) {
      if (node.tensors().stream().map(Subgraph::node).noneMatch(waiting::contains)) {
        ready.add(node);
      }
    }
    return ready;
  }
}
