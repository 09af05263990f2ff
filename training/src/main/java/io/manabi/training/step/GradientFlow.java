package io.manabi.training.step;

import io.manabi.training.parameters.StepGradients;
import io.manabi.training.parameters.TaskParameters;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/** How parameters come to a task, and what becomes of its gradients: one for each strategy. */
interface GradientFlow {
  /**
   * A step.
   *
   * @param made what is done in it
   * @param loss of the task's own batch, or of all batches of the step, float scalar
   * @param stop above 0 if the step is the last one because somebody wants the end, float scalar
   */
  record Step(Op made, Operand<TFloat32> loss, Operand<TFloat32> stop) {}

  /** The values of the parameters on the device of the task. */
  TaskParameters parameters();

  /**
   * Builds the step.
   *
   * @param gradients on the task
   * @param loss of the task's batch
   * @param update builds the update of all parameters, from gradients that are where these are; the
   *     result counts the step when it is done
   */
  Step step(StepGradients gradients, Operand<TFloat32> loss, Function<StepGradients, Op> update);

  /** To be run when the parameters have the values that training begins with. */
  Op open();
}
