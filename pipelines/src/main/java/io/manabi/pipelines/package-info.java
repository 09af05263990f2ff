/**
 * Passes over data on Apache Beam. What moves through a pipeline are splits and batches of about a
 * thousand rows, never single rows.
 *
 * <pre>{@code
 * PreprocessResult result =
 *     PreprocessPipeline.run(
 *         PreprocessJob.of(transform, "records", Map.of("train", source), folder)
 *             .withShards(4)
 *             .withGzip(true));
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines;

import org.jspecify.annotations.NullMarked;
