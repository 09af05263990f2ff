/**
 * Analyzers of numbers, by the names and with the conventions of tf.Transform.
 *
 * <pre>{@code
 * Operand<TFloat32> mean = NumericAnalyzers.mean(columns, columns.floats("age"));
 * Operand<TFloat32> deciles = NumericAnalyzers.quantiles(columns, columns.floats("age"), 10, 0.01);
 * }</pre>
 */
@NullMarked
package io.manabi.transform.analyzers;

import org.jspecify.annotations.NullMarked;
