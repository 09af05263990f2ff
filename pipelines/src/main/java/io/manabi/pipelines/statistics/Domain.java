package io.manabi.pipelines.statistics;

import io.manabi.core.ColumnType;
import io.manabi.transform.IntegerRange;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that a column may have, by the type that they turn out to have. A part that is null
 * says nothing of values of its type.
 *
 * @param strings the strings
 * @param integers the integers
 * @param floats the floats
 */
public record Domain(
    @Nullable Set<String> strings, @Nullable IntegerRange integers, @Nullable Floats floats)
    implements Serializable {

  /** Copies the set. */
  public Domain {
    strings = strings == null ? null : Set.copyOf(strings);
  }

  /**
   * A range of floats; NaN is in each.
   *
   * @param min the least
   * @param max the greatest
   * @param whole whether only whole numbers of it are meant
   */
  public record Floats(double min, double max, boolean whole) implements Serializable {}

  /** Whether values of a type are counted. */
  boolean tellsOf(ColumnType type) {
    return switch (type) {
      case INT64 -> integers != null;
      case FLOAT -> floats != null;
      case BYTES -> strings != null;
    };
  }

  /**
   * Counts the values of a column outside the domain, by its frequent values.
   *
   * @return nothing if these are not all values, as they are not if there are infinite ones
   */
  public Optional<DomainCount> count(ColumnStatistics column) {
    boolean infinite =
        column.numbers().map(numbers -> numbers.infinite() > 0).orElse(false)
            && floats != null
            && (floats.min() > Double.NEGATIVE_INFINITY || floats.max() < Double.POSITIVE_INFINITY);
    if (!column.exact() || infinite) {
      return Optional.empty();
    }
    DomainCounter counter = new DomainCounter(this);
    for (ValueFrequency each : column.frequent()) {
      switch (column.type()) {
        case INT64 -> counter.add(Long.parseLong(each.value()), each.count());
        case FLOAT -> counter.add(Double.parseDouble(each.value()), each.count());
        case BYTES -> counter.add(each.value(), each.count());
      }
    }
    return Optional.of(counter.count());
  }
}
