package io.manabi.pipelines.statistics;

/**
 * How far a pass is.
 *
 * @param rows the rows that are done
 * @param expectedRows the rows that there will be, as far as can be told by the parts that are
 *     done; 0 if none is
 */
public record StatisticsProgress(long rows, long expectedRows) {}
