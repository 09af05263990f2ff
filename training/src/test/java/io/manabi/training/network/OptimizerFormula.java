package io.manabi.training.network;

/** The published formula of an optimizer for one number, with its state. */
interface OptimizerFormula {

  /**
   * The number after a step.
   *
   * @param t the step, from 1
   * @param w the number before
   * @param g its gradient
   * @param rate the learning rate
   */
  double next(int t, double w, double g, double rate);

  static OptimizerFormula sgd() {
    return (t, w, g, rate) -> w - rate * g;
  }

  /** As in TensorFlow's ApplyMomentum. */
  static OptimizerFormula momentum(double momentum, boolean nesterov) {
    double[] v = {0};
    return (t, w, g, rate) -> {
      v[0] = momentum * v[0] + g;
      return w - rate * (nesterov ? g + momentum * v[0] : v[0]);
    };
  }

  /** Duchi et al. 2011, with epsilon as in Keras 2. */
  static OptimizerFormula adagrad(double initial, double epsilon) {
    double[] sum = {initial};
    return (t, w, g, rate) -> {
      sum[0] += g * g;
      return w - rate * g / (Math.sqrt(sum[0]) + epsilon);
    };
  }

  /** Kingma and Ba 2014, end of section 2; Loshchilov and Hutter 2017 for a decay above 0. */
  static OptimizerFormula adam(double beta1, double beta2, double epsilon, double decay) {
    double[] m = {0};
    double[] v = {0};
    return (t, w, g, rate) -> {
      m[0] = beta1 * m[0] + (1 - beta1) * g;
      v[0] = beta2 * v[0] + (1 - beta2) * g * g;
      double corrected = rate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
      return w - rate * decay * w - corrected * m[0] / (Math.sqrt(v[0]) + epsilon);
    };
  }

  /** McMahan et al. 2013, algorithm 1, as in Keras. */
  static OptimizerFormula ftrl(
      double power, double initial, double l1, double l2, double shrinkage) {
    double[] n = {initial};
    double[] z = {0};
    return (t, w, g, rate) -> {
      double before = Math.pow(n[0], -power);
      n[0] += g * g;
      double after = Math.pow(n[0], -power);
      z[0] += g + 2 * shrinkage * w - (after - before) / rate * w;
      double shrunk = Math.max(-l1, Math.min(l1, z[0])) - z[0];
      return shrunk / (after / rate + 2 * l2);
    };
  }

  /** Hinton 2012, with momentum and epsilon as in TensorFlow's ApplyRMSProp. */
  static OptimizerFormula rmsProp(double decay, double momentum, double epsilon) {
    double[] square = {0};
    double[] v = {0};
    return (t, w, g, rate) -> {
      square[0] = decay * square[0] + (1 - decay) * g * g;
      v[0] = momentum * v[0] + rate * g / Math.sqrt(square[0] + epsilon);
      return w - v[0];
    };
  }
}
