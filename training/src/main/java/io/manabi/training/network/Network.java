package io.manabi.training.network;

import io.manabi.core.ManabiException;
import io.manabi.transform.NodeNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Builds the layers of a model. The same calls build the graph to train, to evaluate and to serve;
 * {@link #mode()} tells which.
 */
public final class Network {
  /** How a layer treats the border of an image. */
  public enum Padding {
    /** Zeros around, so that the size stays (divided by the stride). */
    SAME,
    /** None: the window stays inside. */
    VALID
  }

  /** A prime, so that the seeds of two uses hardly ever meet. */
  private static final long SEEDS_A_USE = 1_000_003;

  private final Ops tf;
  private final Mode mode;
  private final Parameters parameters;
  private final Operand<TInt64> seed;
  private long uses;
  private boolean frozen;
  private boolean bfloat16;
  private float rate = 1;
  private Penalty penalty = Penalty.NONE;
  private final List<Operand<TFloat32>> penalties = new ArrayList<>();
  private final Map<String, Operand<TFloat32>> decrements = new HashMap<>();
  private final Summaries summaries;
  private final Masks masks = new Masks();

  /**
   * Layers on {@code tf} whose random numbers are always the same.
   *
   * @param tf where to build
   * @param mode what for
   * @param parameters gives the values of parameters
   */
  public Network(Ops tf, Mode mode, Parameters parameters) {
    this(tf, mode, parameters, tf.array(0L, 0L));
  }

  /**
   * Layers on {@code tf}.
   *
   * @param tf where to build
   * @param mode what for
   * @param parameters gives the values of parameters
   * @param seed of what is random, int64 [2]: of the training, and of the batch
   */
  public Network(Ops tf, Mode mode, Parameters parameters, Operand<TInt64> seed) {
    this.tf = tf;
    this.mode = mode;
    this.parameters = parameters;
    this.seed = seed;
    this.summaries = new Summaries(tf, mode);
  }

  /** TensorFlow's own operations, for whatever has no layer here. */
  public Ops tf() {
    return tf;
  }

  /**
   * TensorFlow's own operations in the name scope of a layer: TensorBoard shows them as one box,
   * and a loss that is not finite is told with the layer where it began.
   *
   * @param name the name of the layer, which its parameters begin with
   */
  public Ops layer(String name) {
    Ops scoped = tf;
    for (String part : name.split("/", -1)) {
      scoped = scoped.withSubScope(NodeNames.of(part));
    }
    return scoped;
  }

  /** What the model shows on TensorBoard. */
  public Summaries summary() {
    return summaries;
  }

  /** Which positions of sequences are only filling. */
  public Masks masks() {
    return masks;
  }

  /** What the graph is for. */
  public Mode mode() {
    return mode;
  }

  /**
   * Builds a layer whose parameters stay as they are, such as one of a model that has learned
   * already. Batch normalization in it takes its moving averages, and these stay, too.
   *
   * @return what the layer gives
   */
  public Operand<TFloat32> frozen(Layer layer, Operand<TFloat32> inputs) {
    boolean outside = frozen;
    frozen = true;
    try {
      return layer.apply(this, inputs);
    } finally {
      frozen = outside;
    }
  }

  /** Whether the layer that is built is one of {@link #frozen}. */
  public boolean isFrozen() {
    return frozen;
  }

  /**
   * Builds a layer that learns at another rate, such as one that another training has taught
   * already.
   *
   * @param factor what the learning rate is multiplied by, above 0, as 0.1; one within another
   *     multiplies both
   * @return what the layer gives
   * @throws ManabiException if the factor is not above 0
   */
  public Operand<TFloat32> atRate(float factor, Layer layer, Operand<TFloat32> inputs) {
    if (!(factor > 0 && factor < Float.POSITIVE_INFINITY)) {
      throw ManabiException.user(
          "The rate of a layer needs a factor above 0, not %s; use Layers.frozen for layers that do not learn."
              .formatted(factor));
    }
    float outside = rate;
    rate *= factor;
    try {
      return layer.apply(this, inputs);
    } finally {
      rate = outside;
    }
  }

  /**
   * Builds a layer whose large weights cost something; see {@link Penalty}. Of tables that are read
   * by row, those rows count that the batch has, each time that it has them.
   *
   * @return what the layer gives
   */
  public Operand<TFloat32> penalized(Penalty cost, Layer layer, Operand<TFloat32> inputs) {
    Penalty outside = penalty;
    penalty = cost;
    try {
      return layer.apply(this, inputs);
    } finally {
      penalty = outside;
    }
  }

  /**
   * Adds what {@link #penalized} layers cost to the loss of a batch.
   *
   * @param loss float scalar
   * @return float scalar
   */
  public Operand<TFloat32> withPenalties(Operand<TFloat32> loss) {
    if (penalties.isEmpty()) {
      return loss;
    }
    return tf.math.add(loss, penalties.size() == 1 ? penalties.get(0) : tf.math.addN(penalties));
  }

  private Operand<TFloat32> learned(Parameter parameter, Operand<TFloat32> value) {
    penalties.addAll(penalty.of(tf, parameter, value));
    return value;
  }

  /**
   * Builds a layer that multiplies in bfloat16: what dense layers, convolutions and attention
   * multiply, for their gradients too, is rounded to its 8 bits, and is fast where a processor or
   * GPU has it (AVX-512 BF16, AMX, Ampere); elsewhere TensorFlow computes in float32 and only
   * rounds, which is slower than without. Parameters, losses and what layers give stay float32, so
   * that nothing needs to be scaled. It is Keras's {@code mixed_bfloat16}.
   *
   * @return what the layer gives
   */
  public Operand<TFloat32> bfloat16(Layer layer, Operand<TFloat32> inputs) {
    return inBfloat16(() -> layer.apply(this, inputs));
  }

  /** Builds anything as {@link #bfloat16} builds a layer. */
  public Operand<TFloat32> inBfloat16(Supplier<Operand<TFloat32>> layers) {
    boolean outside = bfloat16;
    bfloat16 = true;
    try {
      return layers.get();
    } finally {
      bfloat16 = outside;
    }
  }

  /** Whether the layer that is built is one of {@link #bfloat16}. */
  boolean isBfloat16() {
    return bfloat16;
  }

  /** The value of a parameter of the model, with the given name, shape and first value. */
  public Operand<TFloat32> parameter(String name, Shape shape, Initializer initializer) {
    if (frozen) {
      return kept(name, shape, initializer);
    }
    Parameter parameter = new Parameter(name, shape, initializer, true, false, rate);
    return learned(parameter, parameters.value(parameter));
  }

  /**
   * Some rows of a table that the model learns. A large table is never moved as a whole: a task
   * that trains reads the rows that its batch needs, and only these change.
   *
   * @param name the name of the parameter
   * @param shape its shape, [rows, width]
   * @param initializer its first value
   * @param ids which rows, int64 [N], from 0; the graph fails where there is no such row
   * @return float [N, width]
   */
  public Operand<TFloat32> rows(
      String name, Shape shape, Initializer initializer, Operand<TInt64> ids) {
    if (frozen) {
      return tf.gather(kept(name, shape, initializer), ids, tf.constant(0));
    }
    Parameter table = new Parameter(name, shape, initializer, /* learned= */ true, true, rate);
    int layer = name.lastIndexOf('/');
    return learned(
        table, parameters.rows(layer < 0 ? tf : layer(name.substring(0, layer)), table, ids));
  }

  /**
   * The moving average of something over the batches that the model has been trained on. Each
   * training step moves it on, by its own batch.
   *
   * @param name its name, as of a parameter
   * @param shape its shape
   * @param initializer its value before the first step
   * @param batch what the batch at hand gives; of no effect unless the model trains
   * @param momentum the share of the average that stays at each step
   * @return the average before the batch at hand
   */
  public Operand<TFloat32> movingAverage(
      String name, Shape shape, Initializer initializer, Operand<TFloat32> batch, float momentum) {
    if (frozen) {
      return kept(name, shape, initializer);
    }
    Parameter parameter = new Parameter(name, shape, initializer, false);
    Operand<TFloat32> average = parameters.value(parameter);
    if (mode == Mode.TRAIN) {
      decrements.put(
          parameter.name(), tf.math.mul(tf.math.sub(average, batch), tf.constant(1 - momentum)));
    }
    return average;
  }

  /** The value of a parameter that no step changes. */
  private Operand<TFloat32> kept(String name, Shape shape, Initializer initializer) {
    if (mode == Mode.TRAIN) {
      decrements.put(name, tf.zeros(tf.constant(shape), TFloat32.class));
    }
    return parameters.value(new Parameter(name, shape, initializer, false));
  }

  /** By the name of each moving average, what a training step takes off it. */
  public Map<String, Operand<TFloat32>> decrements() {
    return Map.copyOf(decrements);
  }

  /**
   * A convolution with a bias, without a stride; see {@link Convolution}.
   *
   * @param name the name of the layer; its parameters are {@code name/kernel} and {@code name/bias}
   * @param images float [N, height, width, channels]
   * @param size height and width of the kernel
   * @param filters how many channels come out
   * @param padding how the border is treated
   * @return float [N, height', width', filters]
   */
  public Operand<TFloat32> conv2d(
      String name, Operand<TFloat32> images, int size, int filters, Padding padding) {
    return new Convolution(name, size, filters, 1, padding).apply(this, images);
  }

  /**
   * A fully connected layer with a bias; of sequences or images, for each position by itself.
   *
   * @param name the name of the layer; its parameters are {@code name/kernel} and {@code name/bias}
   * @param inputs float [N, …, features], all of it known but N
   * @param units how many numbers come out
   * @return float [N, …, units]
   */
  public Operand<TFloat32> dense(String name, Operand<TFloat32> inputs, int units) {
    Shape shape = inputs.shape();
    int last = shape.numDimensions() - 1;
    long features = shape.get(last);
    Operand<TFloat32> kernel =
        parameter(name + "/kernel", Shape.of(features, units), new Initializer.FanIn(2));
    Operand<TFloat32> bias =
        parameter(name + "/bias", Shape.of(units), new Initializer.Constant(0));
    Ops layer = layer(name);
    Operand<TFloat32> rows = last == 1 ? inputs : layer.reshape(inputs, layer.array(-1L, features));
    Operand<TFloat32> sums = layer.nn.biasAdd(Product.MATRICES.of(this, layer, rows, kernel), bias);
    if (last == 1) {
      return sums;
    }
    long[] positions = shape.asArray();
    positions[0] = -1;
    positions[last] = units;
    return layer.reshape(sums, layer.constant(positions));
  }

  /** The larger of each number and 0. */
  public Operand<TFloat32> relu(Operand<TFloat32> inputs) {
    return tf.nn.relu(inputs);
  }

  /**
   * The largest of each window.
   *
   * @param images float [N, height, width, channels]
   * @param size height and width of the window, and its stride
   * @return float [N, height / size, width / size, channels]
   */
  public Operand<TFloat32> maxPool(Operand<TFloat32> images, int size) {
    // Not tf.nn.maxPool: that is version 2 of the operation, which TFLite does not know.
    long[] window = {1, size, size, 1};
    OperationBuilder builder = tf.scope().opBuilder("MaxPool", "MaxPool");
    builder.addInput(images.asOutput());
    builder.setAttr("ksize", window);
    builder.setAttr("strides", window);
    builder.setAttr("padding", Padding.VALID.name());
    return builder.build().<TFloat32>output(0);
  }

  /**
   * The mean of each window.
   *
   * @param images float [N, height, width, channels]
   * @param size height and width of the window, and its stride
   * @return float [N, height / size, width / size, channels]
   */
  public Operand<TFloat32> averagePool(Operand<TFloat32> images, int size) {
    List<Long> window = List.of(1L, (long) size, (long) size, 1L);
    return tf.nn.avgPool(images, window, window, Padding.VALID.name());
  }

  /**
   * The mean of each channel over the whole image.
   *
   * @param images float [N, height, width, channels]
   * @return float [N, channels]
   */
  public Operand<TFloat32> globalAveragePool(Operand<TFloat32> images) {
    return tf.math.mean(images, tf.array(1, 2));
  }

  /**
   * One row per example.
   *
   * @param inputs float [N, …]
   * @return float [N, size of the rest]
   */
  public Operand<TFloat32> flatten(Operand<TFloat32> inputs) {
    Shape shape = inputs.shape();
    long rest = 1;
    for (int i = 1; i < shape.numDimensions(); i++) {
      rest *= shape.get(i);
    }
    return tf.reshape(inputs, tf.constant(new long[] {-1, rest}));
  }

  /**
   * Random numbers, others for each batch, to distort what a model learns from. They depend on the
   * seed of the training, the step and the task alone, so that a training that goes on from a
   * checkpoint goes on as if it had not ended; those of {@link #tf()} do not.
   *
   * @param shape int32 [r]
   * @return float of that shape, from 0 to below 1
   * @throws IllegalStateException if the model does not train: nothing is random then
   */
  public Operand<TFloat32> uniform(Operand<TInt32> shape) {
    if (mode != Mode.TRAIN) {
      throw new IllegalStateException("Nothing is random in mode " + mode + ".");
    }
    Operand<TInt64> use = tf.array(SEEDS_A_USE * uses++, 0L);
    return tf.random.statelessRandomUniform(shape, tf.math.add(seed, use), TFloat32.class);
  }

  /**
   * Sets each number to 0 with probability {@code rate} and scales up the others, while the model
   * trains; otherwise gives {@code inputs} as they are.
   */
  public Operand<TFloat32> dropout(Operand<TFloat32> inputs, float rate) {
    if (mode != Mode.TRAIN || rate == 0) {
      return inputs;
    }
    Operand<TFloat32> noise = uniform(tf.shape(inputs));
    Operand<TFloat32> scaled = tf.math.mul(inputs, tf.constant(1 / (1 - rate)));
    return tf.select(tf.math.greaterEqual(noise, tf.constant(rate)), scaled, tf.zerosLike(inputs));
  }
}
