package io.manabi.serving;

import static java.util.Objects.requireNonNull;

import io.manabi.serving.codec.FlatTensor;
import io.manabi.serving.codec.Signature;
import io.manabi.serving.codec.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature and the places in the graph that it names.
 *
 * @param signature the signature
 * @param inputs what to feed, by the name of the input
 * @param fetches what to fetch, each once
 * @param outputs for each output the index of its tensor in {@code fetches}
 */
record BoundSignature(
    Signature signature,
    Map<String, Output<?>> inputs,
    List<Output<?>> fetches,
    Map<String, Integer> outputs) {

  /** All signatures that have inputs and outputs; that of the initializer has not. */
  static Map<String, BoundSignature> allOf(SavedModelBundle bundle) {
    Map<String, BoundSignature> bound = new HashMap<>();
    bundle
        .metaGraphDef()
        .getSignatureDefMap()
        .forEach(
            (name, definition) -> {
              if (isCallable(definition)) {
                bound.put(name, bind(name, definition, bundle.graph()));
              }
            });
    return Map.copyOf(bound);
  }

  private static boolean isCallable(SignatureDef definition) {
    return definition.getInputsCount() > 0
        && definition.getOutputsCount() > 0
        && definition.getInputsMap().values().stream().allMatch(TensorInfo::hasName)
        && definition.getOutputsMap().values().stream().allMatch(TensorInfo::hasName);
  }

  private static BoundSignature bind(String name, SignatureDef definition, Graph graph) {
    Map<String, Output<?>> inputs = new HashMap<>();
    definition
        .getInputsMap()
        .forEach((input, info) -> inputs.put(input, find(graph, info.getName())));
    List<String> fetched = new ArrayList<>();
    List<Output<?>> fetches = new ArrayList<>();
    Map<String, Integer> outputs = new HashMap<>();
    definition
        .getOutputsMap()
        .forEach(
            (output, info) -> {
              if (!fetched.contains(info.getName())) {
                fetched.add(info.getName());
                fetches.add(find(graph, info.getName()));
              }
              outputs.put(output, fetched.indexOf(info.getName()));
            });
    return new BoundSignature(
        new Signature(
            name,
            specs(definition.getInputsMap(), DefaultInputs.of(definition)),
            specs(definition.getOutputsMap(), Map.of())),
        Map.copyOf(inputs),
        List.copyOf(fetches),
        Map.copyOf(outputs));
  }

  Output<?> input(String name) {
    return requireNonNull(inputs.get(name), name);
  }

  /** Finds a tensor by its name in the graph, such as {@code dense/Softmax:0}. */
  private static Output<?> find(Graph graph, String tensor) {
    int colon = tensor.lastIndexOf(':');
    String operation = colon < 0 ? tensor : tensor.substring(0, colon);
    int index = colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
    if (graph.operation(operation) == null) {
      throw new IllegalStateException(
          "a signature names " + tensor + ", which is not in the graph");
    }
    return graph.operation(operation).output(index);
  }

  private static SortedMap<String, TensorSpec> specs(
      Map<String, TensorInfo> infos, Map<String, FlatTensor> defaults) {
    SortedMap<String, TensorSpec> specs = new TreeMap<>();
    infos.forEach(
        (name, info) ->
            specs.put(
                name,
                new TensorSpec(
                    name,
                    info.getDtype(),
                    shapeOf(info.getTensorShape()),
                    Optional.ofNullable(defaults.get(name)))));
    return specs;
  }

  private static Shape shapeOf(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? Shape.unknown()
        : Shape.of(shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }
}
