package io.manabi.training.step;

import io.manabi.training.parameters.AllReduce;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.RateFactor;
import io.manabi.training.parameters.StepGradients;
import io.manabi.training.parameters.TaskParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A task that has the parameters itself: alone, or in step with others by the means of their
 * gradients.
 *
 * @param store the parameters
 * @param task builds on the device of the task
 * @param progress how far training is
 * @param ring the tasks; null if this is the only one
 * @param bfloat16 whether gradients travel as bfloat16
 * @param falling what the learning rate is multiplied by; null for nothing
 * @param trainer which of the tasks this is, 0 for the master
 */
public record OwnParameters(
    ParameterStore store,
    Ops task,
    Progress progress,
    @Nullable AllReduce ring,
    boolean bfloat16,
    @Nullable RateFactor falling,
    int trainer)
    implements GradientFlow {
  /** Begins the message of a failure when tasks have read different checkpoints. */
  public static final String DIFFERENT_STEPS =
      "The tasks begin at different steps; --job-dir must be one folder that all of them see.";

  /** The loss and the wish to stop. */
  private static final int EXACT = 2;

  @Override
  public TaskParameters parameters() {
    return new TaskParameters(store, task, List.of(), store.read(task));
  }

  @Override
  public Step step(
      StepGradients gradients, Operand<TFloat32> loss, Function<StepGradients, Op> update) {
    if (ring == null) {
      Op made = update.apply(gradients);
      return new Step(made, loss, progress.stopAfter(made));
    }
    List<Operand<TFloat32>> all = new ArrayList<>(gradients.whole());
    all.add(loss);
    all.add(task.readVariableOp(progress.stop(), TFloat32.class));
    if (falling != null) {
      all.add(falling.share(trainer, ring.tasks()));
    }
    int exact = falling == null ? EXACT : EXACT + 1;
    List<Operand<TFloat32>> means = ring.means(all, exact, bfloat16);
    int parameters = gradients.whole().size();
    Operand<TFloat32> meanLoss = means.get(parameters);
    Op made =
        update.apply(
            new StepGradients(
                FiniteLoss.require(task, meanLoss, means.subList(0, parameters)), List.of()));
    return new Step(
        falling == null ? made : falling.takeOver(made, means.get(parameters + EXACT)),
        meanLoss,
        means.get(parameters + 1));
  }

  /** Checks that all tasks begin at the same step, that is, have read the same checkpoint. */
  @Override
  public Op open() {
    if (ring == null) {
      return task.noOp();
    }
    Operand<TInt64> sum = ring.sum(progress.step());
    Operand<TInt64> mine = task.math.mul(progress.step(), task.constant((long) ring.tasks()));
    return task.assertThat(task.math.equal(sum, mine), List.of(task.constant(DIFFERENT_STEPS)));
  }
}
