/**
 * What is often done to numbers, by the names and with the conventions of tf.Transform. Mappers
 * make tensors of the shape of their input; of a ragged column they are applied to the values:
 *
 * <pre>{@code
 * Operand<TFloat32> age = Scaling.scaleToZScore(columns, columns.floats("age"));
 * Ragged<TFloat32> prices = ragged.map(values -> Scaling.scaleTo01(columns, values));
 * }</pre>
 */
@NullMarked
package io.manabi.transform.mappers;

import org.jspecify.annotations.NullMarked;
