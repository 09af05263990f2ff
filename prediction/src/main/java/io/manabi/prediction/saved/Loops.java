package io.manabi.prediction.saved;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
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
    return isBehind(tensors, graph, node -> OPS.contains(node.getOp()) || waits(node));
  }

  /**
   * Whether there is one that waits for others.
   *
   * @param tensors the names of the tensors that are fetched
   */
  static boolean waitBehind(Collection<String> tensors, GraphNodes graph) {
    return isBehind(tensors, graph, Loops::waits);
  }

  private static boolean isBehind(
      Collection<String> tensors, GraphNodes graph, Predicate<NodeDef> isOne) {
    Deque<NodeDef> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    tensors.forEach(tensor -> graph.makerOf(tensor).ifPresent(open::add));
    while (!open.isEmpty()) {
      NodeDef node = open.remove();
      if (!seen.add("node " + node.getName())) {
        continue;
      }
      if (isOne.test(node) || callsOne(node, graph, isOne, seen)) {
        return true;
      }
      node.getInputList().forEach(input -> graph.makerOf(input).ifPresent(open::add));
    }
    return false;
  }

  private static boolean callsOne(
      NodeDef node, GraphNodes graph, Predicate<NodeDef> isOne, Set<String> seen) {
    for (FunctionDef function : graph.calledBy(node)) {
      if (seen.add("function " + function.getSignature().getName())
          && function.getNodeDefList().stream()
              .anyMatch(inner -> isOne.test(inner) || callsOne(inner, graph, isOne, seen))) {
        return true;
      }
    }
    return false;
  }

  private static boolean waits(NodeDef node) {
    return WAITING.stream().anyMatch(node.getOp()::contains);
  }
}
