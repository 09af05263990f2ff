package io.manabi.transform;

import java.util.List;
import org.tensorflow.proto.GraphDef;

/**
 * The part of a graph that some tensors need.
 *
 * @param graph the nodes that are needed, in the order of the whole graph; the function library
 *     stays whole
 * @param initializers those ops among them that fill lookup tables
 */
record Subgraph(GraphDef graph, List<String> initializers) {

  /** The node in {@code name}, {@code name:1} or, for control inputs, {@code ^name}. */
  static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
