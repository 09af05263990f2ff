package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.Checkpoints;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.Learning;
import io.manabi.training.spec.Model;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.Strategy;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.watch.TrainingLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Models whose numbers get out of hand, in a way that is known. */
@Timeout(120)
class FiniteLossIT {
  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  /** Runs the task of {@code TF_CONFIG}; arguments: data and job directory, strategy. */
  public static void main(String[] args) {
    Trainer.main(
        () ->
            spec(
                Path.of(args[0]),
                Path.of(args[1]),
                FiniteLossIT::largeLayer,
                0.01f,
                Strategy.of(Strategy.Kind.parse(args[2]))));
  }

  private static TrainingSpec spec(
      Path data, Path job, Model model, float rate, Strategy strategy) {
    TrainingSpec dense = DenseJob.spec(data, job, 1_000_000, 16, strategy);
    return new TrainingSpec(
        model,
        dense.input(),
        dense.schedule(),
        new Learning(new Optimizer.Sgd(), new LearningRate.Constant(rate)),
        strategy,
        dense.serving(),
        job);
  }

  /** In one process, with so many steps and rollbacks. */
  private TrainingSpec spec(Model model, float rate, long steps, int rollbacks) {
    TrainingSpec endless = spec(data, job, model, rate, Strategy.PS_ASYNC);
    return new TrainingSpec(
        model,
        endless.input(),
        // No checkpoint on a slow machine of what is about to become infinite.
        new TrainingSpec.Schedule(
            steps, 16, Checkpoints.every(Duration.ofMinutes(10)), 1000, /* threads= */ 1, 7),
        endless.learning().withRollbacks(rollbacks),
        endless.strategy(),
        endless.serving(),
        job);
  }

  private static ModelOutputs squares(Network network, Features features, Operand<TFloat32> x) {
    Ops tf = network.tf();
    Operand<TFloat32> hidden = network.dense("hidden", x, 4);
    Operand<TFloat32> last = network.dense("deep/last", hidden, 1);
    if (network.mode() == Mode.SERVE) {
      return ModelOutputs.predictions(Map.of("classes", last));
    }
    Operand<TFloat32> labels =
        tf.expandDims(tf.dtypes.cast(features.int64s("label"), TFloat32.class), tf.constant(1));
    Operand<TFloat32> loss =
        tf.math.mean(tf.math.square(tf.math.sub(last, labels)), tf.array(0, 1));
    return new ModelOutputs(Map.of("classes", last), Optional.of(loss), Map.of());
  }

  /** Numbers that the last layer can only sum up to infinity. */
  private static ModelOutputs largeLayer(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> pixels = features.floats("pixels");
    Operand<TFloat32> scaled = tf.math.mul(tf.onesLike(pixels), tf.constant(1e38f));
    return squares(network, features, scaled);
  }

  private static ModelOutputs pixels(Network network, Features features) {
    return squares(network, features, features.floats("pixels"));
  }

  private static ModelOutputs logarithm(Network network, Features features) {
    Ops tf = network.tf();
    Operand<TFloat32> log = tf.math.log(tf.math.neg(features.floats("pixels")));
    return squares(network, features, log);
  }

  @Test
  void namesTheLayer() {
    assertThatThrownBy(() -> train(FiniteLossIT::largeLayer, 0.01f))
        .hasMessageMatching(
            "The loss became NaN or infinite at step 1: layer (.*) gave such numbers first"
                + " \\(\\1/.*\\)\\. Lower the learning rate.*");
  }

  @Test
  void namesTheOperationOutsideOfLayers() {
    assertThatThrownBy(() -> train(FiniteLossIT::logarithm, 0.01f))
        .hasMessageContaining("at step 1: operation Log gave such numbers first.");
  }

  @Test
  void namesTheParameterThatAnUpdateMadeTooLarge() {
    assertThatThrownBy(() -> train(FiniteLossIT::pixels, 3e38f))
        .hasMessageMatching(
            "The loss became NaN or infinite at step [2-5]: parameter (hidden|deep/last)/(kernel|bias)"
                + " was not finite any more, so the update before was too large\\. .*");
  }

  /** The last update of all is too large, which no step after it can show. */
  @Test
  void writesNoCheckpointOfParametersThatAreNotFinite() {
    TrainingSpec spec = spec(FiniteLossIT::pixels, 3e38f, 1, 0);
    assertThatThrownBy(() -> Trainer.run(spec, ClusterConfig.local()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(" was not finite any more, so the update before was too large.");
    assertThat(job.resolve("checkpoint")).doesNotExist();
  }

  private void train(Model model, float rate) throws InterruptedException {
    try {
      Trainer.run(spec(data, job, model, rate, Strategy.PS_ASYNC), ClusterConfig.local());
    } catch (ManabiException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.USER);
      throw e;
    }
  }

  /** With half the rate often enough, the same model learns. */
  @Test
  void goesBackWithHalfTheLearningRate() throws Exception {
    Trainer.run(spec(FiniteLossIT::pixels, 300, 60, 30), ClusterConfig.local());
    List<String> log = Files.readAllLines(job.resolve(TrainingLog.FILE));
    assertThat(log.get(log.size() - 1)).contains("\"event\":\"exported\"");
    List<String> warnings = log.stream().filter(line -> line.contains("warning")).toList();
    assertThat(warnings).hasSizeBetween(3, 29);
    assertThat(warnings.get(1))
        .contains(
            "Training goes back to the last checkpoint, with half the learning rate (2 of 30).");
    assertThat(job.resolve("rollback-2.txt")).content().contains("(2 of 30)");
  }

  @Test
  void failsIfGoingBackDoesNotHelp() {
    TrainingSpec spec = spec(FiniteLossIT::logarithm, 0.01f, 60, 1);
    assertThatThrownBy(() -> Trainer.run(spec, ClusterConfig.local()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("operation Log gave such numbers first. Lower the learning rate");
    assertThat(job.resolve("rollback-1.txt")).exists();
  }

  /** Whoever ends first is to blame, and must say so. */
  @ParameterizedTest
  @CsvSource({"ps-async, 1", "ps-sync, 1", "all-reduce, 0"})
  void endsTheTasksOfACluster(String strategy, int servers) throws Exception {
    try (TestCluster cluster =
        TestCluster.start(
            job, logs, 1, servers, FiniteLossIT.class, data.toString(), job.toString(), strategy)) {
      for (String name : List.of("master-0", "worker-0")) {
        Process task = cluster.task(name);
        assertThat(task.onExit().get(60, TimeUnit.SECONDS).exitValue())
            .as(cluster.log(name))
            .isEqualTo(Trainer.USER_ERROR);
        assertThat(cluster.log(name)).contains("The loss became NaN or infinite at step 1");
      }
    }
  }
}
