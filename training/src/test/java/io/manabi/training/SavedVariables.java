package io.manabi.training;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Reads variables of checkpoints by TensorFlow. */
final class SavedVariables {
  private SavedVariables() {}

  /** The numbers of a variable. */
  static float[] read(Path checkpoint, String name) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<?> value =
          tf.train
              .restore(
                  tf.constant(checkpoint.toString()),
                  tf.array(name),
                  tf.array(""),
                  List.of(TFloat32.class))
              .tensors()
              .get(0);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(value).run()) {
        TFloat32 tensor = (TFloat32) result.get(0);
        float[] numbers = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(numbers, false, false)));
        return numbers;
      }
    }
  }
}
