package io.manabi.training.watch;

import io.manabi.training.cluster.SideRun;
import io.manabi.training.events.EventWriter;
import io.manabi.training.events.Picture;
import io.manabi.training.network.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How the parameters of a checkpoint are spread, and the filters of its first convolution as an
 * image.
 *
 * @param parameters the parameters
 * @param values their values, or some of them, in the same order
 */
public record WeightSummaries(List<Parameter> parameters, List<Operand<TFloat32>> values) {
  private static final int SIDE = 320;

  /**
   * Of larger parameters, every so manieth row is shown, so that there are about so many numbers.
   */
  private static final long SHOWN = 1 << 20;

  /** Those of the parameters, given their values in the graph of {@code tf}. */
  public static WeightSummaries build(
      Ops tf, List<Parameter> parameters, List<Operand<TFloat32>> values) {
    List<Operand<TFloat32>> shown = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      long every = parameters.get(i).shape().size() / SHOWN;
      shown.add(
          every < 2
              ? values.get(i)
              : tf.stridedSlice(
                  values.get(i), tf.array(0L), tf.array(Long.MAX_VALUE), tf.array(every)));
    }
    return new WeightSummaries(parameters, shown);
  }

  /** Writes them, from a session that has read a checkpoint. */
  public void write(Session session, EventWriter events, long step) {
    boolean drawn = false;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      float[] numbers;
      try (Result result = session.runner().setOptions(SideRun.LIMIT).fetch(values.get(i)).run()) {
        numbers = ShownSummary.numbers(result.get(0));
      }
      events.histogram(step, "weights/" + parameter.name(), numbers);
      long[] shape = parameter.shape().asArray();
      if (!drawn && shape != null && shape.length == 4 && (shape[2] == 1 || shape[2] == 3)) {
        events.images(step, "filters/" + parameter.name(), List.of(filters(shape, numbers)));
        drawn = true;
      }
    }
  }

  /** All filters of a kernel [height, width, channels, filters] in one picture. */
  private static Picture filters(long[] shape, float[] kernel) {
    int points = (int) (shape[0] * shape[1] * shape[2]);
    int count = (int) shape[3];
    List<Picture> filters = new ArrayList<>();
    for (int filter = 0; filter < count; filter++) {
      float[] one = new float[points];
      for (int i = 0; i < points; i++) {
        one[i] = kernel[i * count + filter];
      }
      filters.add(new Picture((int) shape[0], (int) shape[1], (int) shape[2], one).stretched());
    }
    Picture grid = Picture.grid(filters);
    return grid.enlarged(Math.max(1, SIDE / Math.max(grid.width(), grid.height())));
  }
}
