package io.manabi.prediction.saved;

import static java.util.Objects.requireNonNull;

import io.manabi.prediction.saved.SavedModelSession.Place;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature and the places in the graph that it names.
 *
 * @param signature the signature
 * @param inputs what to feed, by the name of the input
 * @param outputs what to fetch, by the name of the output
 */
record BoundSignature(Signature signature, Map<String, Place> inputs, Map<String, Place> outputs) {
  /** What restores and initializes; nobody calls them. */
  private static final Set<String> INTERNAL =
      Set.of("__saved_model_init_op", "__saved_model_train_op");

  /** All signatures that can be called. */
  static Map<String, BoundSignature> allOf(SavedModelSession session) {
    Map<String, BoundSignature> bound = new HashMap<>();
    session
        .metaGraph()
        .getSignatureDefMap()
        .forEach(
            (name, definition) -> {
              if (isCallable(name, definition)) {
                bound.put(name, bind(name, definition, session));
              }
            });
    return Map.copyOf(bound);
  }

  private static boolean isCallable(String name, SignatureDef definition) {
    return !INTERNAL.contains(name)
        && definition.getOutputsCount() > 0
        && definition.getInputsMap().values().stream().allMatch(TensorInfo::hasName)
        && definition.getOutputsMap().values().stream().allMatch(TensorInfo::hasName);
  }

  private static BoundSignature bind(
      String name, SignatureDef definition, SavedModelSession session) {
    return new BoundSignature(
        new Signature(
            name,
            definition.getMethodName(),
            specs(definition.getInputsMap(), defaults(definition)),
            specs(definition.getOutputsMap(), Map.of())),
        places(definition.getInputsMap(), session),
        places(definition.getOutputsMap(), session));
  }

  private static Map<String, Place> places(
      Map<String, TensorInfo> infos, SavedModelSession session) {
    Map<String, Place> places = new HashMap<>();
    infos.forEach((name, info) -> places.put(name, session.find(info.getName())));
    return Map.copyOf(places);
  }

  private static Map<String, FlatTensor> defaults(SignatureDef definition) {
    Map<String, FlatTensor> defaults = new HashMap<>();
    definition.getDefaultsMap().forEach((name, value) -> defaults.put(name, FlatTensor.of(value)));
    return defaults;
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

  Place input(String name) {
    return requireNonNull(inputs.get(name), name);
  }

  Place output(String name) {
    return requireNonNull(outputs.get(name), name);
  }
}
