package io.manabi.prediction.saved;

import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Looks whether a graph may run without end, or wait. */
final class Loops {
  private static final Set<String> OPS =
      Set.of("While", "StatelessWhile", "Enter", "RefEnter", "For", "Recv", "_Recv", "Barrier");

  /** Queues, stages, readers and iterators wait for others. */
  private static final Set<String> WAITING =
      Set.of("Dequeue", "Unstage", "GetNext", "TakeMany", "ReaderRead", "CollectiveReduce");

  private Loops() {}

  static boolean areIn(GraphDef graph) {
    return graph.getNodeList().stream().anyMatch(Loops::isOne)
        || graph.getLibrary().getFunctionList().stream()
            .map(FunctionDef::getNodeDefList)
            .anyMatch(nodes -> nodes.stream().anyMatch(Loops::isOne));
  }

  private static boolean isOne(NodeDef node) {
    return OPS.contains(node.getOp()) || WAITING.stream().anyMatch(node.getOp()::contains);
  }
}
