package io.manabi.pipelines.preprocess;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of a split: the only thing that moves between workers.
 *
 * @param split the place of the split
 * @param accumulators one for each analyzer of the phase, encoded
 */
record Part(int split, List<byte[]> accumulators) implements Serializable {}
