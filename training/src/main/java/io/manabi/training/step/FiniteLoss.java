package io.manabi.training.step;

import io.manabi.training.cluster.SideRun;
import io.manabi.training.network.Parameter;
import io.manabi.training.parameters.ParameterStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What is done about a loss that is NaN or infinite: nothing is learned from it, and no checkpoint
 * has parameters that are.
 */
final class FiniteLoss {
  private static final String MARK = "NaN or infinite while training";

  private FiniteLoss() {}

  /** Gives {@code gradients} only if the loss is finite; otherwise the step fails. */
  static List<Operand<TFloat32>> require(
      Ops tf, Operand<TFloat32> loss, List<Operand<TFloat32>> gradients) {
    Ops checked = tf.withControlDependencies(tf.debugging.checkNumerics(loss, MARK));
    List<Operand<TFloat32>> gated = new ArrayList<>();
    for (Operand<TFloat32> gradient : gradients) {
      gated.add(checked.identity(gradient));
    }
    return gated;
  }

  /**
   * Fails if a parameter is not finite: a gradient may be too large though the loss is not, and
   * what it made of the parameters shows at the next step only.
   */
  static Op requireParameters(Ops tf, ParameterStore store) {
    return tf.withControlDependencies(store.checks(MARK)).noOp();
  }

  /** Whether a run failed for that. */
  static boolean isMissing(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).contains(MARK);
  }

  /**
   * Says at which step and where such numbers appeared first, by running the same batch once more.
   */
  static String explain(TrainGraph train, Session session) {
    long step = SideRun.readLong(session, train.progress.step()) + 1;
    return String.format(
        Locale.ROOT,
        "The loss became NaN or infinite at step %d: %s.",
        step,
        where(train, session));
  }

  private static String where(TrainGraph train, Session session) {
    Forward forward = train.forward;
    List<Operand<TFloat32>> values = forward.values();
    int parameter = firstNotFinite(train, session, values);
    if (parameter < values.size()) {
      return "parameter %s was not finite any more, so the update before was too large"
          .formatted(forward.parameters().get(parameter).name());
    }
    List<Operand<TFloat32>> results = results(train);
    int result = firstNotFinite(train, session, results);
    if (result == results.size()) {
      return "a second try of the same batch, with parameters of now, gave finite numbers";
    }
    String operation = results.get(result).op().name();
    return layer(forward.parameters(), operation)
        .map(layer -> "layer %s gave such numbers first (%s)".formatted(layer, operation))
        .orElse("operation %s gave such numbers first".formatted(operation));
  }

  /** The layer whose name scope an operation is in. */
  private static Optional<String> layer(List<Parameter> parameters, String operation) {
    return parameters.stream()
        .map(Parameter::name)
        .filter(name -> name.contains("/"))
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .filter(layer -> operation.startsWith(layer + "/"))
        .findFirst();
  }

  /** Everything of floats between the batch and the loss, in the order in which it was built. */
  private static List<Operand<TFloat32>> results(TrainGraph train) {
    Graph graph = train.graph;
    Set<GraphOperation> before = graph.subgraphTo(Set.of(train.forward.loss()));
    Set<GraphOperation> after = graph.subgraphFrom(Set.of(train.forward.batch().records()));
    List<Operand<TFloat32>> results = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (before.contains(operation) && after.contains(operation)) {
        for (int i = 0; i < operation.numOutputs(); i++) {
          if (operation.output(i).type().equals(TFloat32.class)) {
            results.add(operation.output(i).expect(TFloat32.class));
          }
        }
      }
    }
    results.add(train.forward.loss());
    return results;
  }

  /** The index of the first tensor with NaN or infinity; the size of the list if there is none. */
  private static int firstNotFinite(
      TrainGraph train, Session session, List<Operand<TFloat32>> tensors) {
    Forward.Batch batch = train.forward.batch();
    Ops tf = GraphOps.create(train.graph);
    try (Result last = session.runner().setOptions(SideRun.LIMIT).fetch(batch.last()).run()) {
      Session.Runner runner =
          session.runner().setOptions(SideRun.LIMIT).feed(batch.records(), last.get(0));
      for (Operand<TFloat32> tensor : tensors) {
        Operand<TBool> finite = tf.math.isFinite(tensor);
        Operand<TInt32> dimensions = tf.range(tf.constant(0), tf.rank(finite), tf.constant(1));
        runner.fetch(tf.reduceAll(finite, dimensions));
      }
      try (Result result = runner.run()) {
        for (int i = 0; i < tensors.size(); i++) {
          if (!((TBool) result.get(i)).getBoolean()) {
            return i;
          }
        }
      }
    }
    return tensors.size();
  }
}
