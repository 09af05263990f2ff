/**
 * Preprocessing of whole data sets: the passes that analyzers need, then one that transforms the
 * rows and writes them. What moves between workers are splits and accumulators, never rows.
 *
 * <pre>{@code
 * PreprocessResult result =
 *     PreprocessPipeline.run(
 *         PreprocessJob.of(new CensusPreprocessing(), "features", Map.of("train", source), folder)
 *             .with(Settings.DEFAULT.withShards(4).withGzip(true)));
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines.preprocess;

import org.jspecify.annotations.NullMarked;
