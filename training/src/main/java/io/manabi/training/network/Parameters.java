package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Looks values up by the names of their parameters. */
  static Parameters byName(List<Parameter> parameters, List<Operand<TFloat32>> values) {
    Map<String, Operand<TFloat32>> byName = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byName.put(parameters.get(i).name(), values.get(i));
    }
    return byName(byName);
  }

  /** Looks values up by the names of their parameters. */
  static Parameters byName(Map<String, Operand<TFloat32>> values) {
    return parameter -> {
      Operand<TFloat32> value = values.get(parameter.name());
      if (value == null) {
        throw ManabiException.user(
            "The model asks for parameter "
                + parameter.name()
                + " in one mode but not in training; build the same layers in every mode.");
      }
      return value;
    };
  }
}
