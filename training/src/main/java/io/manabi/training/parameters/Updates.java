package io.manabi.training.parameters;

import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Update;
import io.manabi.training.spec.Learning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The update of all parameters, where they are. */
public final class Updates {
  private final ParameterStore store;
  private final Learning learning;
  private final Progress progress;
  private final Operand<TFloat32> before;
  private final Operand<TFloat32> rate;

  /**
   * Builds nothing but the learning rate yet.
   *
   * @param factor what the learning rate is multiplied by
   * @param falling what it is multiplied by as well; null for nothing
   */
  public Updates(
      ParameterStore store,
      Learning learning,
      Progress progress,
      float factor,
      @Nullable RateFactor falling) {
    this.store = store;
    this.learning = learning;
    this.progress = progress;
    Ops tf = progress.tf();
    before = tf.dtypes.cast(progress.step(), TFloat32.class);
    Operand<TFloat32> planned = learning.rate().build(tf, before);
    Operand<TFloat32> halved = factor == 1 ? planned : tf.math.mul(planned, tf.constant(factor));
    rate = falling == null ? halved : tf.math.mul(halved, falling.value());
  }

  /** The learning rate, float scalar. */
  public Operand<TFloat32> rate() {
    return rate;
  }

  /** Builds the update; the result counts the step when it is done. */
  public Op build(StepGradients gradients) {
    Ops tf = progress.tf();
    Operand<TFloat32> number = tf.math.add(before, tf.constant(1f));
    boolean clips = learning.regularization().clips();
    return progress.count(changes(clips ? clip(gradients) : gradients, number));
  }

  /** Scales the gradients down together if they are too long; each stays where it is. */
  private StepGradients clip(StepGradients gradients) {
    List<Operand<TFloat32>> halfSquares = new ArrayList<>();
    List<Placed> placed = store.placed();
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).parameter().learned()) {
        halfSquares.add(store.on(placed.get(i).device()).nn.l2Loss(gradients.whole().get(i)));
      }
    }
    List<Placed> parts = store.parts();
    for (int i = 0; i < parts.size(); i++) {
      Ops there = store.on(parts.get(i).device());
      halfSquares.add(there.nn.l2Loss(gradients.rows().get(i).values()));
    }
    Operand<TFloat32> factor = learning.regularization().clipFactor(progress.tf(), halfSquares);
    List<Operand<TFloat32>> whole = new ArrayList<>(gradients.whole());
    for (int i = 0; i < placed.size(); i++) {
      Placed each = placed.get(i);
      if (each.parameter().learned()) {
        whole.set(i, store.on(each.device()).math.mul(whole.get(i), factor));
      }
    }
    List<RowGradient> rows = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      RowGradient each = gradients.rows().get(i);
      Ops there = store.on(parts.get(i).device());
      rows.add(new RowGradient(each.rows(), there.math.mul(each.values(), factor)));
    }
    return new StepGradients(whole, rows);
  }

  private List<Op> changes(StepGradients gradients, Operand<TFloat32> number) {
    Optimizer optimizer = learning.optimizer();
    List<Placed> placed = store.placed();
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      Placed each = placed.get(i);
      Ops there = store.on(each.device());
      Operand<TFloat32> gradient = gradients.whole().get(i);
      if (!each.parameter().learned()) {
        updates.add(there.assignSubVariableOp(each.handle(), gradient));
        continue;
      }
      Op learned =
          optimizer.apply(new Update(there, each.handles(), gradient, rate(there, each), number));
      updates.add(average(each, learned, number));
    }
    List<Placed> parts = store.parts();
    for (int i = 0; i < parts.size(); i++) {
      Placed each = parts.get(i);
      Ops there = store.on(each.device());
      RowGradient gradient = gradients.rows().get(i);
      Update change =
          new Update(there, each.handles(), gradient.values(), rate(there, each), number);
      Op learned = optimizer.applyToRows(change, gradient.rows());
      updates.add(average(each, learned, number));
    }
    return updates;
  }

  /** The learning rate of a parameter. */
  private Operand<TFloat32> rate(Ops there, Placed placed) {
    float factor = placed.parameter().rate();
    return factor == 1 ? rate : there.math.mul(rate, there.constant(factor));
  }

  /** Moves the average, if there is one, after what was learned. */
  private Op average(Placed placed, Op learned, Operand<TFloat32> number) {
    if (placed.average() == null) {
      return learned;
    }
    Ops there = store.on(placed.device());
    return moveAverage(
        there.withControlDependencies(learned),
        placed.handle(),
        placed.average(),
        learning.regularization().averageShare(there, number));
  }

  private static Op moveAverage(
      Ops after,
      Operand<? extends TType> parameter,
      Operand<? extends TType> average,
      Operand<TFloat32> share) {
    Operand<TFloat32> ahead =
        after.math.sub(
            after.readVariableOp(average, TFloat32.class),
            after.readVariableOp(parameter, TFloat32.class));
    return after.assignSubVariableOp(average, after.math.mul(ahead, share));
  }
}
