package io.manabi.transform;

import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** The lengths of outputs that depend on what analyzers find, as that of a one-hot vocabulary. */
final class OutputShapes {
  private OutputShapes() {}

  /** The graph with the shapes of its outputs as TensorFlow infers them now. */
  static MetaGraphDef inferred(MetaGraphDef metaGraph) {
    if (metaGraph.getSignatureDefMap().values().stream()
        .flatMap(signature -> signature.getOutputsMap().values().stream())
        .noneMatch(OutputShapes::isOfUnknownLength)) {
      return metaGraph;
    }
    MetaGraphDef.Builder result = metaGraph.toBuilder();
    try (Graph graph = new Graph()) {
      graph.importGraphDef(metaGraph.getGraphDef());
      metaGraph
          .getSignatureDefMap()
          .forEach((name, signature) -> result.putSignatureDef(name, inferred(graph, signature)));
    }
    return result.build();
  }

  private static SignatureDef inferred(Graph graph, SignatureDef signature) {
    SignatureDef.Builder result = signature.toBuilder();
    signature
        .getOutputsMap()
        .forEach(
            (name, output) -> {
              Operation op = graph.operation(Subgraph.node(output.getName()));
              if (op != null && isOfUnknownLength(output)) {
                // Outputs are identities, which have one output.
                result.putOutputs(name, FunctionTracer.info(op.output(0)));
              }
            });
    return result.build();
  }

  private static boolean isOfUnknownLength(TensorInfo output) {
    return output.getTensorShape().getDimList().stream()
        .skip(1)
        .mapToLong(TensorShapeProto.Dim::getSize)
        .anyMatch(size -> size < 0);
  }
}
