package io.manabi.training.watch;

import io.manabi.training.events.EventWriter;
import io.manabi.training.events.Picture;
import io.manabi.training.network.Summaries;
import io.manabi.training.network.Summaries.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * A summary of the model's with what a batch gave for it.
 *
 * @param summary which
 * @param shape of the tensor
 * @param numbers the tensor, if it holds numbers
 * @param strings the tensor, if it holds strings
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record ShownSummary(Summary summary, long[] shape, float[] numbers, List<String> strings) {

  /** Copies a tensor, which may be closed then. */
  public static ShownSummary read(Summary summary, Tensor tensor) {
    long[] shape = tensor.shape().asArray();
    if (tensor instanceof TString text) {
      List<String> strings = new ArrayList<>();
      text.scalars().forEach(each -> strings.add(each.getObject()));
      return new ShownSummary(summary, shape, new float[0], strings);
    }
    return new ShownSummary(summary, shape, numbers(tensor), List.of());
  }

  /** The numbers of a tensor. */
  static float[] numbers(Tensor tensor) {
    float[] numbers = new float[(int) tensor.shape().size()];
    ((TFloat32) tensor).copyTo(DataBuffers.of(numbers));
    return numbers;
  }

  /** With the numbers of another batch added to those of this. */
  public ShownSummary plus(ShownSummary other) {
    float[] sums = numbers.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.numbers[i];
    }
    return new ShownSummary(summary, shape, sums, strings);
  }

  /** Writes it as an event of a step. */
  public void write(EventWriter events, long step) {
    String name = summary.name();
    if (summary instanceof Summaries.Scalar) {
      events.scalars(step, Map.of(name, (double) numbers[0]));
    } else if (summary instanceof Summaries.Histogram) {
      events.histogram(step, name, numbers);
    } else if (summary instanceof Summaries.Image) {
      events.images(step, name, pictures());
    } else if (summary instanceof Summaries.ConfusionMatrix matrix) {
      ConfusionTable table = new ConfusionTable(matrix.classes(), numbers);
      events.images(step, name + "/image", List.of(table.picture()));
      events.text(step, name + "/table", List.of(table.markdown()));
    } else {
      events.text(step, name, strings);
    }
  }

  private List<Picture> pictures() {
    int size = (int) (shape[1] * shape[2] * shape[3]);
    // A thumbnail of a few points would be drawn as one.
    int factor = Math.max(1, (int) (96 / Math.max(shape[1], shape[2])));
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      float[] points = new float[size];
      System.arraycopy(numbers, i * size, points, 0, size);
      pictures.add(
          new Picture((int) shape[1], (int) shape[2], (int) shape[3], points).enlarged(factor));
    }
    return pictures;
  }
}
