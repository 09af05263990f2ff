/**
 * Passes over data on Apache Beam. What moves through a pipeline are splits and accumulators, never
 * rows: a split is read in batches of about a thousand rows, where it is.
 *
 * <pre>{@code
 * for (RecordSplit split : source.splits()) {
 *   try (BatchReader reader = split.open(badRows)) {
 *     for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
 *       ...
 *     }
 *   }
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines;

import org.jspecify.annotations.NullMarked;
