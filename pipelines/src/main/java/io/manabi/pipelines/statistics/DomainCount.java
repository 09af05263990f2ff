package io.manabi.pipelines.statistics;

import java.util.List;

/**
 * How many values of a column are outside its domain.
 *
 * @param outside how many are
 * @param below how many of those are below its least value; 0 for strings
 * @param examples the first few different ones, in the order of the data; at most three
 */
public record DomainCount(long outside, long below, List<String> examples) {

  /** Copies the list. */
  public DomainCount {
    examples = List.copyOf(examples);
  }

  /** How many are above its greatest value, or between its values. */
  public long above() {
    return outside - below;
  }
}
