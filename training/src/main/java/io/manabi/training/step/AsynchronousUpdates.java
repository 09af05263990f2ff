package io.manabi.training.step;

import io.manabi.training.parameters.ParameterExchange;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.StepGradients;
import io.manabi.training.parameters.TaskParameters;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * A task that changes the parameters on parameter servers by its own gradients.
 *
 * @param exchange the way there and back
 * @param progress how far training is
 */
record AsynchronousUpdates(ParameterExchange exchange, Progress progress) implements GradientFlow {
  @Override
  public TaskParameters parameters() {
    return exchange.fetch(List.of());
  }

  @Override
  public Step step(
      StepGradients gradients, Operand<TFloat32> loss, Function<StepGradients, Op> update) {
    Op made = update.apply(exchange.send(gradients, new ParameterExchange.Arrival() {}));
    return new Step(made, loss, progress.stopAfter(made));
  }

  @Override
  public Op open() {
    return progress.tf().noOp();
  }
}
