package io.manabi.training;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Pictures of 8×8 bytes become numbers in [0, 1]. */
final class StripesPreprocessing implements Preprocessing {
  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction(
            "features",
            Schema.of(Column.bytes("picture")),
            (tf, columns) -> Map.of("pixels", pixels(tf, columns.bytes("picture")))));
  }

  private static Operand<TFloat32> pixels(Ops tf, Operand<TString> pictures) {
    Operand<TFloat32> bytes =
        tf.dtypes.cast(tf.io.decodeRaw(pictures, TUint8.class), TFloat32.class);
    return tf.reshape(tf.math.div(bytes, tf.constant(255f)), tf.constant(new int[] {-1, 64}));
  }
}
