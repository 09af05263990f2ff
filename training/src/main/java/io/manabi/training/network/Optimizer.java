package io.manabi.training.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** How gradients change parameters. The state of an optimizer lives in slots beside a parameter. */
public sealed interface Optimizer {

  /** The names of the slots that each parameter needs; each has its shape and begins with 0. */
  List<String> slots();

  /**
   * Builds the update of one parameter.
   *
   * @param tf where to build, on the device of the parameter
   * @param handles the handle of the parameter and those of its slots, in the order of {@link
   *     #slots()}
   * @param gradient the gradient of the loss, of the shape of the parameter
   * @param rate the learning rate, float scalar
   * @param step the number of this update, from 1, float scalar
   */
  Op apply(
      Ops tf,
      List<Operand<? extends TType>> handles,
      Operand<TFloat32> gradient,
      Operand<TFloat32> rate,
      Operand<TFloat32> step);

  /**
   * Adam, after <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014</a>.
   *
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the root of the latter
   */
  record Adam(float beta1, float beta2, float epsilon) implements Optimizer {
    /** Adam with the paper's settings. */
    public Adam() {
      this(0.9f, 0.999f, 1e-8f);
    }

    @Override
    public List<String> slots() {
      return List.of("Adam", "Adam_1");
    }

    @Override
    public Op apply(
        Ops tf,
        List<Operand<? extends TType>> handles,
        Operand<TFloat32> gradient,
        Operand<TFloat32> rate,
        Operand<TFloat32> step) {
      return tf.train.resourceApplyAdam(
          handles.get(0),
          handles.get(1),
          handles.get(2),
          tf.math.pow(tf.constant(beta1), step),
          tf.math.pow(tf.constant(beta2), step),
          rate,
          tf.constant(beta1),
          tf.constant(beta2),
          tf.constant(epsilon),
          gradient);
    }
  }

  /**
   * Gradient descent with momentum.
   *
   * @param momentum the share of the last update that goes into the next
   * @param nesterov whether the gradient is taken ahead, as Nesterov does
   */
  record Momentum(float momentum, boolean nesterov) implements Optimizer {
    @Override
    public List<String> slots() {
      return List.of("Momentum");
    }

    @Override
    public Op apply(
        Ops tf,
        List<Operand<? extends TType>> handles,
        Operand<TFloat32> gradient,
        Operand<TFloat32> rate,
        Operand<TFloat32> step) {
      return tf.train.resourceApplyMomentum(
          handles.get(0),
          handles.get(1),
          rate,
          gradient,
          tf.constant(momentum),
          ResourceApplyMomentum.useNesterov(nesterov));
    }
  }
}
