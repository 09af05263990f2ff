package io.manabi.samples.mnist;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.RowFunction;
import io.manabi.transform.TransformFunction;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * What is done to digits, written once for files, training and serving.
 *
 * <ul>
 *   <li>{@code records}: {@code image} (784 bytes) and {@code label} of the original files become
 *       the features of the records that are trained on: {@code image_raw}, {@code label}, {@code
 *       height}, {@code width} and {@code depth}.
 *   <li>{@code features}: {@code image_raw} becomes {@code inputs}, float [N, 784] in [0, 1].
 *   <li>{@code drawing}: {@code image_bytes}, a PNG of any size and colours, becomes {@code
 *       inputs}, as if it were a digit of MNIST.
 * </ul>
 */
public final class MnistPreprocessing implements Preprocessing {
  /** The function that makes records of the original files. */
  public static final String RECORDS = "records";

  /** The function that makes the inputs of the model out of records. */
  public static final String FEATURES = "features";

  /** The function that makes the inputs of the model out of drawings. */
  public static final String DRAWING = "drawing";

  /** The feature with the images: float [N, 784], 0 is paper and 1 is ink. */
  static final String INPUTS = "inputs";

  /** The column with the digits: int64 [N]. */
  static final String LABEL = "label";

  /** The width and the height of a digit, in pixels. */
  static final int SIDE = 28;

  /** The columns of the original files. */
  static final Schema RAW = Schema.of(Column.bytes("image"), Column.int64("label"));

  private static final int PIXELS = SIDE * SIDE;

  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction(RECORDS, RAW, MnistPreprocessing::records),
        new TransformFunction(
            FEATURES, Schema.of(Column.bytes("image_raw")), MnistPreprocessing::features),
        new TransformFunction(
            DRAWING, Schema.of(Column.bytes("image_bytes")), MnistPreprocessing::drawing));
  }

  private static Map<String, Operand<?>> records(Ops tf, Columns columns) {
    Operand<TInt64> label = columns.int64s("label");
    Operand<TInt64> side = tf.fill(tf.shape(label), tf.constant((long) SIDE));
    return Map.of(
        "image_raw", columns.bytes("image"),
        "label", label,
        "height", side,
        "width", side,
        "depth", tf.onesLike(label));
  }

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    return inputs(tf, tf.io.decodeRaw(columns.bytes("image_raw"), TUint8.class));
  }

  private static Map<String, Operand<?>> drawing(Ops tf, Columns columns) {
    return inputs(
        tf,
        RowFunction.map(
            tf,
            columns.bytes("image_bytes"),
            TUint8.class,
            Shape.of(PIXELS),
            (row, png) -> row.reshape(new Drawing(row).digit(png), row.array(PIXELS))));
  }

  /** The step that all inputs of the model take: pixels, uint8 [N, 784], to [0, 1]. */
  private static Map<String, Operand<?>> inputs(Ops tf, Operand<TUint8> pixels) {
    Operand<TUint8> checked = tf.ensureShape(pixels, Shape.of(Shape.UNKNOWN_SIZE, PIXELS));
    // A product, as the original has it.
    return Map.of(
        INPUTS, tf.math.mul(tf.dtypes.cast(checked, TFloat32.class), tf.constant(1 / 255f)));
  }
}
