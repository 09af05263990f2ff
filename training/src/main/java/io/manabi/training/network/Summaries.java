package io.manabi.training.network;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;

/**
 * What a model shows on TensorBoard beside loss and metrics, by the names of {@code tf.summary}. Of
 * the graph that trains, one batch is shown with each checkpoint, in the run {@code train}; of the
 * graph that evaluates, the first batch of each evaluation, in the run {@code eval}.
 *
 * <pre>{@code
 * network.summary().image("digits", images);
 * network.summary().histogram("hidden", hidden);
 * network.summary().confusionMatrix("confusion", labels, classes, List.of("cat", "dog"));
 * }</pre>
 */
public final class Summaries {
  private final Ops tf;
  private final Mode mode;
  private final List<Summary> all = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  Summaries(Ops tf, Mode mode) {
    this.tf = tf;
    this.mode = mode;
  }

  /** Something that is shown. */
  public sealed interface Summary {
    /** Its name on TensorBoard. */
    String name();

    /** What is read from a batch. */
    Operand<?> value();
  }

  /**
   * A number.
   *
   * @param value float scalar
   */
  public record Scalar(String name, Operand<TFloat32> value) implements Summary {}

  /**
   * How numbers are spread.
   *
   * @param value float of any shape
   */
  public record Histogram(String name, Operand<TFloat32> value) implements Summary {}

  /**
   * Images.
   *
   * @param value float [n, height, width, channels]
   */
  public record Image(String name, Operand<TFloat32> value) implements Summary {}

  /**
   * Text.
   *
   * @param value strings [n]
   */
  public record Text(String name, Operand<TString> value) implements Summary {}

  /**
   * How often examples of each class were given each class.
   *
   * @param value float [classes, classes]: the counts of a batch, a row for each true class
   * @param classes their names
   */
  public record ConfusionMatrix(String name, Operand<TFloat32> value, List<String> classes)
      implements Summary {
    /** Makes the list immutable. */
    public ConfusionMatrix {
      classes = List.copyOf(classes);
    }
  }

  /** Shows a number, scalar. */
  public void scalar(String name, Operand<? extends TNumber> value) {
    add(new Scalar(name, tf.dtypes.cast(value, TFloat32.class)));
  }

  /** Shows how numbers are spread; of any shape. */
  public void histogram(String name, Operand<? extends TNumber> values) {
    add(new Histogram(name, tf.dtypes.cast(values, TFloat32.class)));
  }

  /**
   * Shows the first images of a batch.
   *
   * @param name the name on TensorBoard
   * @param images float [N, height, width, channels], with 1, 3 or 4 channels: 0 is black, 1 white
   */
  public void image(String name, Operand<TFloat32> images) {
    image(name, images, 9);
  }

  /**
   * Shows the first images of a batch.
   *
   * @param name the name on TensorBoard
   * @param images float [N, height, width, channels], with 1, 3 or 4 channels: 0 is black, 1 white
   * @param maxOutputs how many
   */
  public void image(String name, Operand<TFloat32> images, int maxOutputs) {
    long[] shape = images.shape().asArray();
    if (shape == null || shape.length != 4 || !List.of(1L, 3L, 4L).contains(shape[3])) {
      throw ManabiException.user(
          "The images of summary %s must have the shape [N, height, width, 1, 3 or 4], not %s."
              .formatted(name, images.shape()));
    }
    if (mode == Mode.SERVE) {
      return;
    }
    // A slice ends where the images do.
    add(
        new Image(
            name,
            tf.stridedSlice(
                images, Indices.sliceTo(maxOutputs), Indices.all(), Indices.all(), Indices.all())));
  }

  /** Shows strings [n], which TensorBoard reads as Markdown. */
  public void text(String name, Operand<TString> strings) {
    add(new Text(name, strings));
  }

  /**
   * Shows as an image which classes are taken for which, over all examples of an evaluation; of no
   * effect while training.
   *
   * @param name the name on TensorBoard
   * @param labels int64 [N]: the true classes, from 0
   * @param predictions int64 [N]: what the model says
   * @param classes the names of the classes
   */
  public void confusionMatrix(
      String name, Operand<TInt64> labels, Operand<TInt64> predictions, List<String> classes) {
    if (mode != Mode.EVAL) {
      return;
    }
    Operand<TFloat32> counts =
        tf.linalg.matMul(
            oneHot(labels, classes.size()),
            oneHot(predictions, classes.size()),
            MatMul.transposeA(true));
    add(new ConfusionMatrix(name, counts, classes));
  }

  private Operand<TFloat32> oneHot(Operand<TInt64> ids, int size) {
    return tf.oneHot(ids, tf.constant(size), tf.constant(1f), tf.constant(0f));
  }

  private void add(Summary summary) {
    if (!names.add(summary.name())) {
      throw ManabiException.user(
          "Two summaries of the model are named "
              + summary.name()
              + "; give each a name of its own.");
    }
    all.add(summary);
  }

  /** All of them, in the order in which they were added. */
  public List<Summary> all() {
    return List.copyOf(all);
  }
}
