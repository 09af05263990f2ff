package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.op.train.ResourceSparseApplyMomentum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * How gradients change parameters. The arithmetic is that of TensorFlow's own operations ({@code
 * ResourceApply…}) and is done where the parameter lies. The state is in slots beside the
 * parameter, which have TensorFlow's names in checkpoints.
 */
public interface Optimizer {

  /** The slots that each parameter needs. */
  List<Slot> slots();

  /** Builds the update of one parameter. */
  Op apply(Update update);

  /**
   * Builds the update of some rows of a parameter; the others, and their slots, stay as they are.
   *
   * @param update with the gradient of these rows
   * @param rows which, int64 [N], each once
   */
  Op applyToRows(Update update, Operand<TInt64> rows);

  /** Gradient descent: rate times gradient is taken off the parameter. */
  record Sgd() implements Optimizer {
    @Override
    public List<Slot> slots() {
      return List.of();
    }

    @Override
    public Op apply(Update u) {
      return u.tf().train.resourceApplyGradientDescent(u.parameter(), u.rate(), u.gradient());
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      return u.tf()
          .resourceScatterSub(u.parameter(), rows, u.tf().math.mul(u.rate(), u.gradient()));
    }
  }

  /**
   * Gradient descent with momentum.
   *
   * @param momentum the share of the last update that goes into the next, below 1
   * @param nesterov whether the gradient is taken ahead, as Nesterov does
   */
  record Momentum(float momentum, boolean nesterov) implements Optimizer {
    /** Checks the share. */
    public Momentum {
      checkShare("momentum", momentum);
    }

    /** Momentum that does not look ahead. */
    public Momentum(float momentum) {
      this(momentum, false);
    }

    @Override
    public List<Slot> slots() {
      return List.of(Slot.zeros("Momentum"));
    }

    @Override
    public Op apply(Update u) {
      return u.tf()
          .train
          .resourceApplyMomentum(
              u.parameter(),
              u.slot(0),
              u.rate(),
              u.gradient(),
              u.constant(momentum),
              ResourceApplyMomentum.useNesterov(nesterov));
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      return u.tf()
          .train
          .resourceSparseApplyMomentum(
              u.parameter(),
              u.slot(0),
              u.rate(),
              u.gradient(),
              rows,
              u.constant(momentum),
              ResourceSparseApplyMomentum.useNesterov(nesterov));
    }
  }

  /**
   * Adagrad, after <a href="https://jmlr.org/papers/v12/duchi11a.html">Duchi et al. 2011</a>: the
   * rate of a number falls with the sum of its squared gradients.
   *
   * @param initialAccumulator what that sum begins with
   * @param epsilon added to the root of the sum
   */
  record Adagrad(float initialAccumulator, float epsilon) implements Optimizer {
    /** Checks the numbers. */
    public Adagrad {
      checkNotNegative("initial accumulator", initialAccumulator);
      checkNotNegative("epsilon", epsilon);
    }

    /** Adagrad with the settings of Keras: 0.1 and 1e-7. */
    public Adagrad() {
      this(0.1f, 1e-7f);
    }

    @Override
    public List<Slot> slots() {
      return List.of(new Slot("Adagrad", initialAccumulator));
    }

    @Override
    public Op apply(Update u) {
      return u.tf()
          .train
          .resourceApplyAdagrad(
              u.parameter(), u.slot(0), u.rate(), u.constant(epsilon), u.gradient());
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      return u.tf()
          .train
          .resourceSparseApplyAdagradV2(
              u.parameter(), u.slot(0), u.rate(), u.constant(epsilon), u.gradient(), rows);
    }
  }

  /**
   * Adam, after <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014</a>, in the form at
   * the end of section 2 of the paper.
   *
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the root of the latter
   */
  record Adam(float beta1, float beta2, float epsilon) implements Optimizer {
    /** Checks the numbers. */
    public Adam {
      checkShare("beta1", beta1);
      checkShare("beta2", beta2);
      checkNotNegative("epsilon", epsilon);
    }

    /** Adam with the paper's settings. */
    public Adam() {
      this(0.9f, 0.999f, 1e-8f);
    }

    @Override
    public List<Slot> slots() {
      return List.of(Slot.zeros("Adam"), Slot.zeros("Adam_1"));
    }

    @Override
    public Op apply(Update u) {
      return apply(u, u.tf());
    }

    private Op apply(Update u, Ops tf) {
      return tf.train.resourceApplyAdam(
          u.parameter(),
          u.slot(0),
          u.slot(1),
          tf.math.pow(u.constant(beta1), u.step()),
          tf.math.pow(u.constant(beta2), u.step()),
          u.rate(),
          u.constant(beta1),
          u.constant(beta2),
          u.constant(epsilon),
          u.gradient());
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      return applyToRows(u, u.tf(), rows);
    }

    /** TensorFlow has no operation for it. */
    private Op applyToRows(Update u, Ops tf, Operand<TInt64> rows) {
      Operand<TFloat32> one = tf.constant(1f);
      Operand<TFloat32> mean = moved(tf, u.slot(0), rows, beta1, u.gradient());
      Operand<TFloat32> square = moved(tf, u.slot(1), rows, beta2, tf.math.square(u.gradient()));
      Operand<TFloat32> corrected =
          tf.math.div(
              tf.math.mul(
                  u.rate(),
                  tf.math.sqrt(tf.math.sub(one, tf.math.pow(u.constant(beta2), u.step())))),
              tf.math.sub(one, tf.math.pow(u.constant(beta1), u.step())));
      Operand<TFloat32> change =
          tf.math.div(
              tf.math.mul(corrected, mean), tf.math.add(tf.math.sqrt(square), u.constant(epsilon)));
      return tf.withControlDependencies(
              List.of(
                  tf.resourceScatterUpdate(u.slot(0), rows, mean),
                  tf.resourceScatterUpdate(u.slot(1), rows, square)))
          .resourceScatterSub(u.parameter(), rows, change);
    }

    /** Rows of a moving average after the update. */
    private static Operand<TFloat32> moved(
        Ops tf,
        Operand<? extends TType> slot,
        Operand<TInt64> rows,
        float beta,
        Operand<TFloat32> value) {
      Operand<TFloat32> before = tf.resourceGather(slot, rows, TFloat32.class);
      return tf.math.add(
          tf.math.mul(before, tf.constant(beta)), tf.math.mul(value, tf.constant(1 - beta)));
    }
  }

  /**
   * Adam with decoupled weight decay, after <a href="https://arxiv.org/abs/1711.05101">Loshchilov
   * and Hutter 2017</a>: before each update of Adam, rate times decay times the parameter is taken
   * off it. All learned parameters decay.
   *
   * @param adam the settings of Adam
   * @param decay the decay
   */
  record AdamW(Adam adam, float decay) implements Optimizer {
    /** Checks the decay. */
    public AdamW {
      checkNotNegative("weight decay", decay);
    }

    /** AdamW with the settings of Keras: 0.9, 0.999, 1e-7 and a decay of 0.004. */
    public AdamW() {
      this(new Adam(0.9f, 0.999f, 1e-7f), 0.004f);
    }

    @Override
    public List<Slot> slots() {
      return adam.slots();
    }

    @Override
    public Op apply(Update u) {
      // The gradient is that of the parameter before it decays.
      Ops tf = u.tf().withControlDependencies(u.gradient());
      Operand<TFloat32> share = tf.math.mul(u.rate(), tf.constant(decay));
      Operand<TFloat32> before = tf.readVariableOp(u.parameter(), TFloat32.class);
      Op decayed = tf.assignSubVariableOp(u.parameter(), tf.math.mul(share, before));
      return adam.apply(u, tf.withControlDependencies(decayed));
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      Ops tf = u.tf().withControlDependencies(u.gradient());
      Operand<TFloat32> share = tf.math.mul(u.rate(), tf.constant(decay));
      Operand<TFloat32> before = tf.resourceGather(u.parameter(), rows, TFloat32.class);
      Op decayed = tf.resourceScatterSub(u.parameter(), rows, tf.math.mul(share, before));
      return adam.applyToRows(u, tf.withControlDependencies(decayed), rows);
    }
  }

  /**
   * FTRL-Proximal, after <a href="https://research.google/pubs/pub41159/">McMahan et al. 2013</a>:
   * for linear models of many features, most of whose weights stay 0. It needs a rate above 0 at
   * every step.
   *
   * @param ratePower how the rate of a number falls with the sum of its squared gradients, at most
   *     0
   * @param initialAccumulator what that sum begins with
   * @param l1 strength of the penalty on absolute values, which makes weights 0
   * @param l2 strength of the penalty on squares
   * @param l2Shrinkage strength of a penalty on squares that enters by the gradient
   */
  record Ftrl(float ratePower, float initialAccumulator, float l1, float l2, float l2Shrinkage)
      implements Optimizer {
    /** Checks the numbers. */
    public Ftrl {
      if (!(ratePower <= 0 && ratePower > Float.NEGATIVE_INFINITY)) {
        throw ManabiException.user(
            "The rate power of FTRL must be finite and at most 0, not " + ratePower + ".");
      }
      checkNotNegative("initial accumulator", initialAccumulator);
      checkNotNegative("l1", l1);
      checkNotNegative("l2", l2);
      checkNotNegative("l2 shrinkage", l2Shrinkage);
    }

    /** FTRL with the settings of Keras: -0.5, 0.1 and no shrinkage, and the given penalties. */
    public Ftrl(float l1, float l2) {
      this(-0.5f, 0.1f, l1, l2, 0);
    }

    @Override
    public List<Slot> slots() {
      return List.of(new Slot("Ftrl", initialAccumulator), Slot.zeros("Ftrl_1"));
    }

    @Override
    public Op apply(Update u) {
      return u.tf()
          .train
          .resourceApplyFtrl(
              u.parameter(),
              u.slot(0),
              u.slot(1),
              u.gradient(),
              u.rate(),
              u.constant(l1),
              u.constant(l2),
              u.constant(l2Shrinkage),
              u.constant(ratePower));
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      return u.tf()
          .train
          .resourceSparseApplyFtrl(
              u.parameter(),
              u.slot(0),
              u.slot(1),
              u.gradient(),
              rows,
              u.rate(),
              u.constant(l1),
              u.constant(l2),
              u.constant(l2Shrinkage),
              u.constant(ratePower));
    }
  }

  /**
   * RMSProp, after <a
   * href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Hinton
   * 2012</a>: gradients are divided by the root of their mean square.
   *
   * @param decay decay of the mean of squared gradients
   * @param momentum the share of the last update that goes into the next
   * @param epsilon added to the mean of squared gradients, below the root
   */
  record RmsProp(float decay, float momentum, float epsilon) implements Optimizer {
    /** Checks the numbers. */
    public RmsProp {
      checkShare("decay", decay);
      checkShare("momentum", momentum);
      checkNotNegative("epsilon", epsilon);
    }

    /** RMSProp with the settings of Keras: 0.9, no momentum and 1e-7. */
    public RmsProp() {
      this(0.9f, 0, 1e-7f);
    }

    @Override
    public List<Slot> slots() {
      return List.of(Slot.zeros("RMSProp"), Slot.zeros("RMSProp_1"));
    }

    @Override
    public Op apply(Update u) {
      return u.tf()
          .train
          .resourceApplyRmsProp(
              u.parameter(),
              u.slot(0),
              u.slot(1),
              u.rate(),
              u.constant(decay),
              u.constant(momentum),
              u.constant(epsilon),
              u.gradient());
    }

    @Override
    public Op applyToRows(Update u, Operand<TInt64> rows) {
      return u.tf()
          .train
          .resourceSparseApplyRmsProp(
              u.parameter(),
              u.slot(0),
              u.slot(1),
              u.rate(),
              u.constant(decay),
              u.constant(momentum),
              u.constant(epsilon),
              u.gradient(),
              rows);
    }
  }

  private static void checkShare(String name, float share) {
    if (!(share >= 0 && share < 1)) {
      throw ManabiException.user(
          "The " + name + " of an optimizer must be from 0 to below 1, not " + share + ".");
    }
  }

  private static void checkNotNegative(String name, float number) {
    if (!(number >= 0 && number < Float.POSITIVE_INFINITY)) {
      throw ManabiException.user(
          "The "
              + name
              + " of an optimizer must be 0 or a finite number above, not "
              + number
              + ".");
    }
  }
}
