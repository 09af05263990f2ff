package io.manabi.prediction.saved;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** Looks whether what makes some tensors may run without end, or wait. */
final class Loops {
  private static final Set<String> OPS =
      Set.of("While", "StatelessWhile", "Enter", "RefEnter", "For", "Recv", "_Recv", "Barrier");

  /** Queues, stages, readers and iterators wait for others. */
  private static final Set<String> WAITING =
      Set.of("Dequeue", "Unstage", "GetNext", "TakeMany", "ReaderRead", "CollectiveReduce");

  private Loops() {}

  /**
   * Whether there is one.
   *
   * @param tensors the names of the tensors that are fetched
   */
  static boolean areBehind(Collection<String> tensors, GraphNodes graph) {
    Deque<NodeDef> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    tensors.forEach(tensor -> graph.makerOf(tensor).ifPresent(open::add));
    while (!open.isEmpty()) {
      NodeDef node = open.remove();
      if (!seen.add("node " + node.getName())) {
        continue;
      }
      if (isOne(node) || callsOne(node, graph, seen)) {
        return true;
      }
      node.getInputList().forEach(input -> graph.makerOf(input).ifPresent(open::add));
    }
    return false;
  }

  private static boolean callsOne(NodeDef node, GraphNodes graph, Set<String> seen) {
    for (FunctionDef function : graph.calledBy(node)) {
      if (seen.add("function " + function.getSignature().getName())
          && function.getNodeDefList().stream()
              .anyMatch(inner -> isOne(inner) || callsOne(inner, graph, seen))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(NodeDef node) {
    return OPS.contains(node.getOp()) || WAITING.stream().anyMatch(node.getOp()::contains);
  }
}
