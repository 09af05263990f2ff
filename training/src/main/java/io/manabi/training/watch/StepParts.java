package io.manabi.training.watch;

import io.manabi.training.watch.StepTimes.Part;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Tells what an operation of a step is for. */
final class StepParts {
  private static final Set<String> UPDATES =
      Set.of("AssignAddVariableOp", "AssignSubVariableOp", "AssignVariableOp");
  private static final List<String> MESSAGES =
      List.of(
          "_Send", "_HostSend", "_Recv", "_HostRecv", "RecvTensor", "Collective", "QueueDequeue");

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> learned = new HashSet<>();

  StepParts(GraphDef graph) {
    Map<String, Set<String>> readers = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      nodes.put(node.getName(), node);
      for (String input : node.getInputList()) {
        String source = input.replaceAll("^\\^|:\\d+$", "");
        readers.computeIfAbsent(source, name -> new HashSet<>()).add(node.getName());
      }
    }
    for (NodeDef node : graph.getNodeList()) {
      // Not the variable that keeps the batch, which holds strings.
      if (node.getOp().equals("VarHandleOp")
          && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT) {
        follow(node.getName(), readers);
      }
    }
  }

  /** Whatever comes after a variable depends on parameters. */
  private void follow(String variable, Map<String, Set<String>> readers) {
    Deque<String> open = new ArrayDeque<>(List.of(variable));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (learned.add(name)) {
        open.addAll(readers.getOrDefault(name, Set.of()));
      }
    }
  }

  /**
   * The part of an operation.
   *
   * @param name its name
   * @param label what TensorFlow's trace says of it, as {@code [data] name = Type(inputs)}
   */
  Part of(String name, String label) {
    NodeDef node = nodes.get(name);
    String type = node == null ? typeIn(label, name) : node.getOp();
    if (MESSAGES.stream().anyMatch(type::startsWith)) {
      return Part.TRANSFER;
    }
    if (type.startsWith("ResourceApply")
        || type.startsWith("ResourceAccumulator")
        || UPDATES.contains(type)) {
      return Part.APPLY;
    }
    return node != null && !learned.contains(name) ? Part.INPUT : Part.COMPUTE;
  }

  private static String typeIn(String label, String name) {
    int begin = label.indexOf(" = ");
    int end = label.indexOf('(', begin + 3);
    return begin < 0 || end < 0 ? name : label.substring(begin + 3, end);
  }
}
