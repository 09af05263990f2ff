package io.manabi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** Writes the SavedModels that are served: random weights take as long as trained ones. */
final class ServingModels {
  private static final int CLASSES = 10;

  private final Random random = new Random(1);
  private final Ops tf;

  private ServingModels(Ops tf) {
    this.tf = tf;
  }

  /** [-1, 32] through a layer of 64 to 10 probabilities. */
  static void writeDense(Path directory) throws IOException {
    write(
        directory,
        32,
        (model, inputs) -> model.dense(model.tf.nn.relu(model.dense(inputs, 32, 64)), 64, CLASSES));
  }

  /** [-1, 784] through the four convolutions of the sample's fast model to 10 probabilities. */
  static void writeCnn(Path directory) throws IOException {
    write(
        directory,
        784,
        (model, inputs) -> {
          Ops tf = model.tf;
          Operand<TFloat32> x = tf.reshape(inputs, tf.constant(new int[] {-1, 28, 28, 1}));
          x = tf.nn.relu(model.pool(model.convolve(x, 5, 1, 16, "VALID")));
          x = tf.nn.relu(model.convolve(x, 3, 16, 32, "VALID"));
          x = tf.nn.relu(model.pool(model.convolve(x, 3, 32, 32, "VALID")));
          x = model.pool(tf.nn.relu(model.convolve(x, 3, 32, 64, "SAME")));
          return model.dense(tf.reshape(x, tf.constant(new int[] {-1, 256})), 256, CLASSES);
        });
  }

  @FunctionalInterface
  private interface Layers {
    Operand<TFloat32> of(ServingModels model, Operand<TFloat32> inputs);
  }

  private static void write(Path directory, int features, Layers layers) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> inputs =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, features)));
      Operand<TFloat32> outputs = tf.nn.softmax(layers.of(new ServingModels(tf), inputs));
      SignatureDef.Builder signature =
          SignatureDef.newBuilder()
              .setMethodName("tensorflow/serving/predict")
              .putInputs("inputs", info(inputs, features))
              .putOutputs("probabilities", info(outputs, CLASSES));
      MetaGraphDef.Builder meta =
          MetaGraphDef.newBuilder()
              .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
              .setGraphDef(graph.toGraphDef())
              .putSignatureDef("serving_default", signature.build());
      Files.createDirectories(directory);
      Files.write(
          directory.resolve("saved_model.pb"),
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(meta)
              .build()
              .toByteArray());
    }
  }

  private static TensorInfo info(Operand<TFloat32> operand, int columns) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setSize(-1);
    shape.addDimBuilder().setSize(columns);
    return TensorInfo.newBuilder()
        .setName(operand.asOutput().op().name() + ":0")
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape)
        .build();
  }

  private Operand<TFloat32> dense(Operand<TFloat32> x, int from, int to) {
    return tf.math.add(tf.linalg.matMul(x, weights(from, to)), weights(to));
  }

  private Operand<TFloat32> convolve(
      Operand<TFloat32> x, int size, int from, int to, String padding) {
    return tf.math.add(
        tf.nn.conv2d(x, weights(size, size, from, to), List.of(1L, 1L, 1L, 1L), padding),
        weights(to));
  }

  private Operand<TFloat32> pool(Operand<TFloat32> x) {
    return tf.nn.maxPool(
        x, tf.constant(new int[] {1, 2, 2, 1}), tf.constant(new int[] {1, 2, 2, 1}), "VALID");
  }

  private Operand<TFloat32> weights(long... shape) {
    float[] values = new float[(int) Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 10;
    }
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }
}
