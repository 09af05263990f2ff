package io.manabi.prediction.sources;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which of the versions that are there are served. */
public sealed interface VersionPolicy {
  /** The versions that are to be served, of those that are there. */
  Set<Long> choose(Collection<Long> present);

  /**
   * The versions that answer though they are not wanted, and go on doing so, because of those that
   * are wanted some do not answer.
   *
   * @param wanted what was chosen
   * @param available the versions that answer
   */
  default SortedSet<Long> keep(Set<Long> wanted, Set<Long> available) {
    boolean kept = !wanted.isEmpty() && Collections.disjoint(wanted, available);
    return kept ? new TreeSet<>(available) : new TreeSet<>();
  }

  /**
   * Those with the highest numbers.
   *
   * @param count how many of them, at least 1
   */
  record Latest(int count) implements VersionPolicy {
    @Override
    public Set<Long> choose(Collection<Long> present) {
      return present.stream()
          .sorted(Comparator.reverseOrder())
          .limit(count)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /** For each that does not answer the next lower one that does. */
    @Override
    public SortedSet<Long> keep(Set<Long> wanted, Set<Long> available) {
      SortedSet<Long> others = new TreeSet<>(available);
      others.removeAll(wanted);
      long answering = wanted.stream().filter(available::contains).count();
      return others.stream()
          .sorted(Comparator.reverseOrder())
          .limit(wanted.size() - answering)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** All. */
  record All() implements VersionPolicy {
    @Override
    public Set<Long> choose(Collection<Long> present) {
      return new TreeSet<>(present);
    }
  }

  /**
   * Those of these numbers.
   *
   * @param versions the numbers
   */
  record Specific(List<Long> versions) implements VersionPolicy {
    /** Copies the list. */
    public Specific {
      versions = List.copyOf(versions);
    }

    @Override
    public Set<Long> choose(Collection<Long> present) {
      Set<Long> chosen = new TreeSet<>(present);
      chosen.retainAll(versions);
      return chosen;
    }
  }
}
