package io.manabi.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.training.network.Initializer;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Parameter;
import io.manabi.training.parameters.ParameterExchange;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.StepGradients;
import io.manabi.training.parameters.Updates;
import io.manabi.training.spec.Learning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** The tasks of a cluster as threads over one session. */
class SynchronousUpdatesTest {
  private static final int TASKS = 3;
  private static final int STEPS = 50;

  private static final RunOptions LIMIT = RunOptions.newBuilder().setTimeoutInMs(20_000).build();

  /** Otherwise, the last step may wait for ever for a loss that went to the step before. */
  @Test
  void takesTheLossesOfItsOwnStepOnly() throws Exception {
    List<Float> means = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      List<GradientFlow.Step> steps = build(graph, session);
      ExecutorService tasks = Executors.newFixedThreadPool(TASKS - 1);
      List<Future<?>> workers = new ArrayList<>();
      for (GradientFlow.Step step : steps.subList(1, TASKS)) {
        workers.add(
            tasks.submit(
                () -> {
                  for (int i = 0; i < STEPS; i++) {
                    session.runner().setOptions(LIMIT).addTarget(step.made()).run().close();
                  }
                }));
      }
      GradientFlow.Step master = steps.get(0);
      for (int i = 0; i < STEPS; i++) {
        try (Result result =
            session
                .runner()
                .setOptions(LIMIT)
                .addTarget(master.made())
                .fetch(master.loss())
                .run()) {
          means.add(((TFloat32) result.get(0)).getFloat());
        }
      }
      for (Future<?> worker : workers) {
        worker.get(30, TimeUnit.SECONDS);
      }
      tasks.shutdown();
    }
    assertThat(means).hasSize(STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertThat(means.get(i)).as("mean loss of step %d", i).isEqualTo(10f * i + 1);
    }
  }

  /** The loss of a task is ten times the step plus its number, and that of task 1 comes late. */
  private static List<GradientFlow.Step> build(Graph graph, Session session) {
    Ops tf = Ops.create(graph);
    DeviceSpec cpu =
        DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();
    Parameter weight =
        new Parameter("weight", Shape.of(2), new Initializer.Constant(0), /* learned= */ true);
    Learning learning = new Learning(new Optimizer.Sgd(), new LearningRate.Constant(0.1f));
    ParameterStore store =
        ParameterStore.create(tf, List.of(weight), learning, 0, List.of(cpu), true);
    Progress progress = Progress.build(tf, 1);
    List<GradientFlow.Step> steps = new ArrayList<>();
    List<Op> opened = new ArrayList<>();
    for (int task = 0; task < TASKS; task++) {
      SynchronousUpdates updates =
          new SynchronousUpdates(
              new ParameterExchange(store, tf, false), progress, TASKS, TASKS - 1, task);
      StepGradients gradients = new StepGradients(updates.parameters().values(), List.of());
      Operand<TFloat32> base =
          tf.math.mul(tf.dtypes.cast(progress.step(), TFloat32.class), tf.constant(10f));
      Operand<TFloat32> loss = tf.math.add(base, tf.constant((float) task));
      steps.add(
          updates.step(
              gradients,
              task == 1 ? late(tf, loss) : loss,
              new Updates(store, learning, progress, 1, null)::build));
      opened.add(updates.open());
    }
    List<Op> initializers = new ArrayList<>(store.initializers());
    initializers.addAll(progress.initializers());
    initializers.forEach(each -> session.runner().addTarget(each).run().close());
    opened.forEach(each -> session.runner().addTarget(each).run().close());
    return steps;
  }

  private static Operand<TFloat32> late(Ops tf, Operand<TFloat32> loss) {
    Operand<TFloat32> large = tf.fill(tf.constant(new int[] {800, 800}), loss);
    Operand<TFloat32> product = tf.linalg.matMul(large, large);
    return tf.withControlDependencies(product).identity(loss);
  }
}
