package io.manabi.training.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Where the layers of a {@link Network} get the values of their parameters. */
@FunctionalInterface
public interface Parameters {

  /** The value of a parameter, of its shape; asked for once per parameter and graph. */
  Operand<TFloat32> value(Parameter parameter);

  /**
   * Some rows of a parameter; asked for once per parameter and graph.
   *
   * @param tf where to build
   * @param parameter float [rows, width]
   * @param ids which rows, int64 [N], from 0; the graph fails where there is no such row
   * @return float [N, width]
   */
  default Operand<TFloat32> rows(Ops tf, Parameter parameter, Operand<TInt64> ids) {
    return tf.gather(value(parameter), ids, tf.constant(0));
  }
}
