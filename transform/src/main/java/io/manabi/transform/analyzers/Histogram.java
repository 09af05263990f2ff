package io.manabi.transform.analyzers;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * How many values there are of each kind.
 *
 * @param counts [b]
 * @param boundaries of numbers, float [1, b + 1]: where the bins begin, and at last where the last
 *     one ends; of categories the values, [b], in the order of their bytes
 * @param <B> the type of the boundaries
 */
public record Histogram<B extends TType>(Operand<TInt64> counts, Operand<B> boundaries) {}
