package io.manabi.training.spec;

import io.manabi.training.saved.Pretrained;
import io.manabi.training.saved.SavedModelWriter.Asset;
import io.manabi.training.saved.SavedModelWriter.StartUp;
import io.manabi.transform.ImportedFunction;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Copies functions of the transform graph into one other graph, and keeps what these need. */
public final class TransformImports {
  private final TransformGraph transform;
  private final List<Operation> initializers = new ArrayList<>();
  private final List<Asset> assets = new ArrayList<>();

  /** Copies functions of a transform graph. */
  public TransformImports(TransformGraph transform) {
    this.transform = transform;
  }

  /** Copies functions of the transform graph that an input names. */
  public static TransformImports of(TrainingSpec.Input input) {
    return new TransformImports(TransformGraph.read(input.transform()));
  }

  /** The outputs of a copy of a function. */
  public Map<String, Operand<?>> copy(
      Ops tf, String function, Map<String, ? extends Operand<?>> inputs) {
    return outputs(transform.importInto(tf, function, inputs));
  }

  /** The outputs of a copy of the part of a function that {@code wanted} need. */
  public Map<String, Operand<?>> copy(
      Ops tf,
      String function,
      Map<String, ? extends Operand<?>> inputs,
      Collection<String> wanted) {
    return outputs(transform.importInto(tf, function, inputs, wanted));
  }

  /** The outputs of a copy of a pretrained model. */
  Map<String, Operand<?>> copy(Ops tf, Pretrained model, Map<String, ? extends Operand<?>> inputs) {
    Pretrained.Copy copy = model.into(tf, inputs);
    initializers.addAll(copy.initializers());
    return copy.outputs();
  }

  private Map<String, Operand<?>> outputs(ImportedFunction copy) {
    initializers.addAll(copy.initializers());
    copy.assets().forEach((path, file) -> assets.add(new Asset(path.expect(TString.class), file)));
    Map<String, Operand<?>> outputs = new LinkedHashMap<>(copy.outputs());
    copy.outputs()
        .forEach(
            (name, values) -> {
              Output<?> splits = copy.outputs().get(name + Ragged.SPLITS_SUFFIX);
              if (splits != null) {
                outputs.put(name, new Ragged<>(values, splits.expect(TInt64.class)));
                outputs.remove(name + Ragged.SPLITS_SUFFIX);
              }
            });
    return outputs;
  }

  /** What a server does to fill the lookup tables of the copies. */
  public StartUp startUp() {
    return new StartUp(initializers, assets);
  }

  /** An operation that does {@code first} and fills the lookup tables of the copies. */
  public Op initializeWith(Ops tf, Op first) {
    List<Operation> all = new ArrayList<>(initializers);
    all.add(first.op());
    return tf.withControlDependencyOps(all).noOp();
  }
}
