package io.manabi.training.parameters;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a step is to change.
 *
 * @param whole for each of {@link ParameterStore#placed()} its gradient, or what is to be taken off
 *     a parameter that is not learned
 * @param rows for each of {@link ParameterStore#parts()} the gradient of its rows
 */
public record StepGradients(List<Operand<TFloat32>> whole, List<RowGradient> rows) {}
