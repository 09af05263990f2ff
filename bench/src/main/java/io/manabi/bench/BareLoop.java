package io.manabi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The model of the post of 2017 in plain operations of TensorFlow Java, trained by Adam on batches
 * that lie in memory: no reading, no metrics, no events.
 */
final class BareLoop implements AutoCloseable {
  static final int BATCH = 100;
  private static final int BATCHES = 50;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);
  private final List<TFloat32> images = new ArrayList<>();
  private final List<TInt64> labels = new ArrayList<>();
  private final List<Op> first = new ArrayList<>();
  private final List<Operand<? extends TType>> handles = new ArrayList<>();
  private final List<Operand<TFloat32>> values = new ArrayList<>();
  private final Operand<TFloat32> image;
  private final Operand<TInt64> label;
  private final Operand<TFloat32> loss;
  private final Op step;

  BareLoop() {
    image =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 28, 28, 1)));
    label = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    loss = loss();
    step = adam();
    session.runner().addTarget(tf.withControlDependencies(first).noOp()).run().close();
    Random random = new Random(1);
    for (int i = 0; i < BATCHES; i++) {
      float[] pixels = new float[BATCH * 28 * 28];
      long[] digits = new long[BATCH];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = random.nextFloat();
      }
      for (int j = 0; j < BATCH; j++) {
        digits[j] = random.nextInt(10);
      }
      images.add(TFloat32.tensorOf(Shape.of(BATCH, 28, 28, 1), DataBuffers.of(pixels)));
      labels.add(TInt64.vectorOf(digits));
    }
  }

  private Operand<TFloat32> loss() {
    Operand<TFloat32> x = convolution(image, 1, 32);
    x = convolution(x, 32, 64);
    x = tf.reshape(x, tf.constant(new int[] {-1, 7 * 7 * 64}));
    x = tf.nn.relu(dense(x, 7 * 7 * 64, 1024));
    Operand<TFloat32> noise = tf.random.randomUniform(tf.shape(x), TFloat32.class);
    Operand<TFloat32> kept = tf.math.mul(x, tf.constant(1 / 0.6f));
    x = tf.select(tf.math.greaterEqual(noise, tf.constant(0.4f)), kept, tf.zerosLike(x));
    Operand<TFloat32> logits = dense(x, 1024, 10);
    Operand<TFloat32> wanted = tf.oneHot(label, tf.constant(10), tf.constant(1f), tf.constant(0f));
    return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, wanted).loss(), tf.constant(0));
  }

  private Operand<TFloat32> convolution(Operand<TFloat32> x, int channels, int filters) {
    Operand<TFloat32> kernel = variable(5, 5, channels, filters);
    Operand<TFloat32> sums = tf.nn.conv2d(x, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    Operand<TFloat32> active = tf.nn.relu(tf.nn.biasAdd(sums, variable(filters)));
    Operand<TInt32> window = tf.constant(new int[] {1, 2, 2, 1});
    return tf.nn.maxPool(active, window, window, "VALID");
  }

  private Operand<TFloat32> dense(Operand<TFloat32> x, int inputs, int units) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, variable(inputs, units)), variable(units));
  }

  private Operand<TFloat32> variable(long... shape) {
    VarHandleOp handle = handle(Shape.of(shape));
    Operand<TFloat32> small =
        tf.math.mul(
            tf.random.truncatedNormal(tf.constant(shape), TFloat32.class), tf.constant(0.05f));
    first.add(tf.assignVariableOp(handle, small));
    handles.add(handle);
    Operand<TFloat32> value = tf.readVariableOp(handle, TFloat32.class);
    values.add(value);
    return value;
  }

  private Op adam() {
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(), values.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      Operand<? extends TType> momentum = zeros(values.get(i).shape());
      Operand<? extends TType> square = zeros(values.get(i).shape());
      updates.add(
          tf.train.resourceApplyAdam(
              handles.get(i),
              momentum,
              square,
              tf.constant(0.5f),
              tf.constant(0.5f),
              tf.constant(1e-3f),
              tf.constant(0.9f),
              tf.constant(0.999f),
              tf.constant(1e-7f),
              gradients[i].expect(TFloat32.class)));
    }
    return tf.withControlDependencies(updates).noOp();
  }

  /** Without a name of their own, all would be one. */
  private VarHandleOp handle(Shape shape) {
    return tf.varHandleOp(
        TFloat32.class, shape, VarHandleOp.sharedName("variable_" + first.size()));
  }

  private Operand<? extends TType> zeros(Shape shape) {
    VarHandleOp handle = handle(shape);
    first.add(tf.assignVariableOp(handle, tf.fill(tf.constant(shape), tf.constant(0f))));
    return handle;
  }

  /** Trains for so many steps. */
  double imagesPerSecond(int steps) {
    long begin = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      session
          .runner()
          .feed(image, images.get(i % BATCHES))
          .feed(label, labels.get(i % BATCHES))
          .addTarget(step)
          .fetch(loss)
          .run()
          .close();
    }
    return steps * (double) BATCH * 1e9 / (System.nanoTime() - begin);
  }

  @Override
  public void close() {
    images.forEach(TFloat32::close);
    labels.forEach(TInt64::close);
    session.close();
    graph.close();
  }
}
