package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.FloatList;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.serving.ProcessRun;
import io.manabi.serving.PythonEnvironment;
import io.manabi.training.Trainer;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.metrics.Metric;
import io.manabi.training.network.BatchNormalization;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Network.Padding;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regression;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.ServingSignature;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What TensorFlow's tools in Python read of a training: the same numbers as here. */
class PythonToolsIT {
  private static final int STEPS = 12;
  private static final int RECORDS = 64;

  @TempDir Path folder;

  @Test
  void readWhatATrainingLeaves() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    float[][] pixels = writeData(data);
    Path job = folder.resolve("job");
    Trainer.run(spec(data, job), ClusterConfig.local());

    Path cases = folder.resolve("cases.json");
    new ObjectMapper()
        .writeValue(
            cases.toFile(),
            Map.of(
                "pixels",
                pixels,
                "scores",
                scores(job, pixels),
                "variables",
                List.of(
                    "conv1/bias",
                    "conv1/kernel",
                    "norm/beta",
                    "norm/gamma",
                    "norm/moving_mean",
                    "norm/moving_variance",
                    "score/bias",
                    "score/kernel"),
                "step",
                STEPS,
                "records",
                RECORDS,
                "metrics",
                2));
    ProcessRun run =
        PythonEnvironment.get()
            .run(
                Duration.ofMinutes(3),
                Path.of("src/test/python/training_tools.py").toAbsolutePath().toString(),
                job.toString(),
                data.toString(),
                cases.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  private static float[] scores(Path job, float[][] pixels) throws IOException {
    try (Stream<Path> exports = Files.list(job.resolve("export"));
        SavedModelBundle model =
            SavedModelBundle.load(exports.findFirst().orElseThrow().toString(), "serve");
        TFloat32 input = TFloat32.tensorOf(StdArrays.ndCopyOf(pixels));
        Result result = model.function("serving_default").call(Map.of("pixels", input))) {
      return StdArrays.array1dCopyOf((TFloat32) result.get("scores").orElseThrow());
    }
  }

  private static TrainingSpec spec(Path data, Path job) {
    RecordFiles files = RecordFiles.of(data, "train", /* skipsCorrupt= */ false);
    return new TrainingSpec(
        PythonToolsIT::model,
        new TrainingSpec.Input(
            files,
            files,
            Schema.of(
                new Column("pixels", ColumnType.FLOAT, new ValueCount(64, 64), null),
                Column.floats("label")),
            data.resolve("transform")),
        new TrainingSpec.Schedule(
            STEPS, 16, Checkpoints.every(Duration.ofMinutes(1)), RECORDS, /* threads= */ 1, 5),
        new Learning(new Optimizer.Adam(), new LearningRate.Constant(0.01f)),
        Strategy.PS_ASYNC,
        List.of(
            new ServingSignature.Features("serving_default", Map.of("pixels", Shape.of(-1, 64))),
            new ServingSignature.RawColumns("raw", "features")),
        job);
  }

  private static ModelOutputs model(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> pixels = tf.reshape(features.floats("pixels"), tf.array(-1, 8, 8, 1));
    Operand<TFloat32> x = network.relu(network.conv2d("conv1", pixels, 3, 4, Padding.SAME));
    x = new BatchNormalization("norm", 0.9f, 1e-3f).apply(network, network.maxPool(x, 2));
    Operand<TFloat32> column = network.dense("score", network.flatten(x), 1);
    Operand<TFloat32> scores = tf.reshape(column, tf.array(-1));
    Map<String, Operand<?>> predictions = Map.of("scores", scores);
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(predictions);
    }
    Operand<TFloat32> labels = features.floats("label");
    return new ModelOutputs(
        predictions,
        Optional.of(Regression.meanSquaredError(tf, scores, labels)),
        Map.of("rmse", new Metric.RootMeanSquaredError(labels, scores)));
  }

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Operand<TFloat32> scale = tf.expandDims(columns.floats("scale"), tf.constant(1));
    return Map.of("pixels", tf.math.mul(columns.floats("pixels"), scale));
  }

  private static float[][] writeData(Path data) throws IOException {
    Schema columns =
        Schema.of(
            new Column("pixels", ColumnType.FLOAT, new ValueCount(64, 64), null),
            new Column("scale", ColumnType.FLOAT, ValueCount.OPTIONAL, 1f));
    TransformGraph.compile(
            () -> List.of(new TransformFunction("features", columns, PythonToolsIT::features)))
        .write(data.resolve("transform"));
    Random random = new Random(1);
    float[][] pixels = new float[RECORDS][64];
    try (TfRecordWriter writer =
        TfRecordWriter.create(data.resolve("train-00000-of-00001.tfrecord"))) {
      for (float[] picture : pixels) {
        FloatList.Builder values = FloatList.newBuilder();
        for (int i = 0; i < picture.length; i++) {
          picture[i] = random.nextFloat();
          values.addValue(picture[i]);
        }
        writer.write(example(values, picture[0]).toByteArray());
      }
    }
    return pixels;
  }

  private static Example example(FloatList.Builder pixels, float label) {
    return Example.newBuilder()
        .setFeatures(
            io.manabi.core.example.Features.newBuilder()
                .putFeature("pixels", Feature.newBuilder().setFloatList(pixels).build())
                .putFeature(
                    "label",
                    Feature.newBuilder()
                        .setFloatList(FloatList.newBuilder().addValue(label))
                        .build()))
        .build();
  }
}
