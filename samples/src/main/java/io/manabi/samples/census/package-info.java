/**
 * The sample of tabular data: who earns more than 50,000 dollars a year, by the census of 1994.
 *
 * <pre>{@code
 * CensusData data = CensusData.get(cache, Optional.empty(), System.out::println);
 * RecordSource train = CensusData.rows(CensusPreprocessing.RAW, data.train());
 * PreprocessPipeline.run(
 *     PreprocessJob.of(
 *         new CensusPreprocessing(), "features", Map.of("train", train), folder));
 * }</pre>
 */
@NullMarked
package io.manabi.samples.census;

import org.jspecify.annotations.NullMarked;
