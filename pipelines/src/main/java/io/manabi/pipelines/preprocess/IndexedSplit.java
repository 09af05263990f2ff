package io.manabi.pipelines.preprocess;

import io.manabi.pipelines.RecordSplit;
import java.io.Serializable;

/**
 * A split and its place.
 *
 * @param dataSet the name of the data set
 * @param index the place among the splits of the data set, from 0
 * @param split the split
 */
record IndexedSplit(String dataSet, int index, RecordSplit split) implements Serializable {}
