package io.manabi.pipelines.preprocess;

import java.io.Serializable;

/**
 * What is known of a split: the only thing that moves between workers.
 *
 * @param split the place of the split
 * @param analysis of its rows
 */
record Part(int split, SpanAnalysis analysis) implements Serializable {}
