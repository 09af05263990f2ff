/**
 * TFRecord files and {@code tf.train.Example}, as TensorFlow reads and writes them.
 *
 * <pre>{@code
 * try (TfRecordWriter writer = TfRecordWriter.create(path)) {
 *   writer.write(example.toByteArray());
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.core.records;

import org.jspecify.annotations.NullMarked;
