package io.manabi.pipelines.statistics;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * What statistics are to count exactly, however many different values there are.
 *
 * @param domains the columns whose values outside a domain are counted
 * @param distributions the columns of which the number of every value is kept, as far as there are
 *     not more than four million different ones: what their number and distances are computed from
 */
public record ExactCounts(Map<String, Domain> domains, Set<String> distributions)
    implements Serializable {
  /** Nothing: what is known only of the frequent values is told to be an estimate. */
  public static final ExactCounts NONE = new ExactCounts(Map.of(), Set.of());

  /** Copies the map and the set. */
  public ExactCounts {
    domains = Map.copyOf(domains);
    distributions = Set.copyOf(distributions);
  }
}
