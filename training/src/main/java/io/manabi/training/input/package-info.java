/**
 * Where a trainer's examples come from: TFRecord files, read by TensorFlow's own dataset
 * operations.
 *
 * <pre>{@code
 * RecordDataset dataset = RecordDataset.forTraining(tf, files, 100, seed);
 * Map<String, Operand<?>> columns = ExampleParser.parse(tf, dataset.records(), schema);
 * }</pre>
 */
@NullMarked
package io.manabi.training.input;

import org.jspecify.annotations.NullMarked;
