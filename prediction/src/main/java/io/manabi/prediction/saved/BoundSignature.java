package io.manabi.prediction.saved;

import static java.util.Objects.requireNonNull;

import io.manabi.prediction.saved.SavedModelSession.Place;
import io.manabi.prediction.tensors.Dtypes;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature and the places in the graph that it names.
 *
 * @param signature the signature
 * @param inputs what to feed, in the order of the names of the inputs
 * @param outputs what to fetch, by the name of the output
 * @param allOutputs all of them, in the order of the names
 * @param options what it is run with
 * @param waits whether it may wait for others, such as for what comes in a queue
 */
record BoundSignature(
    Signature signature,
    Places inputs,
    Map<String, Place> outputs,
    Places allOutputs,
    RunOptions options,
    boolean waits) {
  /**
   * Runs a graph on the thread that asks for it: several times faster for small requests than a
   * hand-over to TensorFlow's own threads, and many requests at once fill the processors anyway.
   */
  private static final int ON_CALLING_THREAD = -1;

  /** What restores and initializes; nobody calls them. */
  private static final Set<String> INTERNAL =
      Set.of("__saved_model_init_op", "__saved_model_train_op");

  /**
   * All signatures that can be called.
   *
   * @param graph that of the session
   * @param endless those that may run without end, each of which has its own threads in the session
   */
  static Map<String, BoundSignature> allOf(
      SavedModelSession session, GraphNodes graph, List<String> endless) {
    Map<String, BoundSignature> bound = new HashMap<>();
    callable(session.metaGraph())
        .forEach(
            (name, definition) ->
                bound.put(
                    name,
                    bind(
                        name,
                        definition,
                        session,
                        RunOptions.newBuilder()
                            .setInterOpThreadPool(
                                endless.contains(name) ? endless.indexOf(name) : ON_CALLING_THREAD)
                            .build(),
                        Loops.waitBehind(outputNames(definition), graph))));
    return Map.copyOf(bound);
  }

  /**
   * The signatures that may run without end, or wait. Only what runs on other threads can be left
   * when the deadline has passed; and none must take the threads of the others.
   */
  static List<String> endless(MetaGraphDef metaGraph, GraphNodes graph) {
    List<String> endless = new ArrayList<>();
    callable(metaGraph)
        .forEach(
            (name, definition) -> {
              if (Loops.areBehind(outputNames(definition), graph)) {
                endless.add(name);
              }
            });
    return endless;
  }

  private static List<String> outputNames(SignatureDef definition) {
    return definition.getOutputsMap().values().stream().map(TensorInfo::getName).toList();
  }

  private static SortedMap<String, SignatureDef> callable(MetaGraphDef metaGraph) {
    SortedMap<String, SignatureDef> callable = new TreeMap<>(metaGraph.getSignatureDefMap());
    callable.entrySet().removeIf(entry -> !isCallable(entry.getKey(), entry.getValue()));
    return callable;
  }

  private static boolean isCallable(String name, SignatureDef definition) {
    return !INTERNAL.contains(name)
        && definition.getOutputsCount() > 0
        && definition.getInputsMap().values().stream().allMatch(TensorInfo::hasName)
        && definition.getOutputsMap().values().stream().allMatch(TensorInfo::hasName);
  }

  private static BoundSignature bind(
      String name,
      SignatureDef definition,
      SavedModelSession session,
      RunOptions options,
      boolean waits) {
    SortedMap<String, Place> outputs = places(definition.getOutputsMap(), session);
    return new BoundSignature(
        new Signature(
            name,
            definition.getMethodName(),
            specs(definition.getInputsMap(), defaults(definition)),
            specs(definition.getOutputsMap(), Map.of())),
        Places.of(List.copyOf(places(definition.getInputsMap(), session).values())),
        Collections.unmodifiableSortedMap(outputs),
        Places.of(List.copyOf(outputs.values())),
        options,
        waits);
  }

  private static SortedMap<String, Place> places(
      Map<String, TensorInfo> infos, SavedModelSession session) {
    SortedMap<String, Place> places = new TreeMap<>();
    infos.forEach((name, info) -> places.put(name, session.find(info.getName())));
    return places;
  }

  private static Map<String, FlatTensor> defaults(SignatureDef definition) {
    Map<String, FlatTensor> defaults = new HashMap<>();
    definition
        .getDefaultsMap()
        .forEach(
            (name, value) -> {
              TensorInfo input = definition.getInputsMap().get(name);
              if (input != null && input.getDtype() != value.getDtype()) {
                throw PredictionFailure.invalid(
                    "the default of the input "
                        + name
                        + " is of type "
                        + Dtypes.nameOf(value.getDtype())
                        + " and not "
                        + Dtypes.nameOf(input.getDtype()));
              }
              defaults.put(name, FlatTensor.of(value));
            });
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

  /** Some of the outputs, or all, in the order of the names. */
  Places outputs(List<String> names) {
    return names.size() == outputs.size()
        ? allOutputs
        : Places.of(names.stream().map(name -> requireNonNull(outputs.get(name), name)).toList());
  }
}
