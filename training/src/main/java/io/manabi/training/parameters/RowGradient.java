package io.manabi.training.parameters;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The gradient of some rows of a part of a {@link Table}.
 *
 * @param rows which rows of the part, int64 [N], each once
 * @param values float [N, width]
 */
public record RowGradient(Operand<TInt64> rows, Operand<TFloat32> values) {}
