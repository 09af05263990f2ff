/**
 * Statistics of a data set: what is in each column, in one pass, in memory that does not grow with
 * the number of rows.
 *
 * <pre>{@code
 * StatisticsAccumulator day = StatisticsPipeline.run(source, Runner.direct(), rows -> {});
 * DataStatistics statistics = day.statistics("2026-11-23");
 * double mean = statistics.column("age").numbers().orElseThrow().mean();
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines.statistics;

import org.jspecify.annotations.NullMarked;
