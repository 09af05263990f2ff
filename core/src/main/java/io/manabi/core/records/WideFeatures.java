package io.manabi.core.records;

import io.manabi.core.ColumnBuilder;
import io.manabi.core.ColumnType;
import io.manabi.core.RowProblem;
import io.manabi.core.example.Feature;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExampleDecoder} does with features that are not just a list of the type of their
 * column.
 *
 * @param leftOut features that are no columns, and are passed over
 * @param undecided columns of which no value is known yet, and the type that their empty lists
 *     tell, if they do: a value, or an empty list that tells a wider type, is a problem
 */
public record WideFeatures(Set<String> leftOut, Map<String, Optional<ColumnType>> undecided) {

  /** Copies the collections. */
  public WideFeatures {
    leftOut = Set.copyOf(leftOut);
    undecided = Map.copyOf(undecided);
  }

  boolean isUndecided(String name) {
    return undecided.containsKey(name);
  }

  /** What is wrong with a feature that is no column, or one that is undecided. */
  @Nullable RowProblem check(String name, Feature feature) {
    Optional<ColumnType> known = undecided.get(name);
    if (known == null) {
      return leftOut.contains(name)
          ? null
          : new RowProblem(name, "is no column of the rows before");
    }
    Optional<ColumnType> type = type(feature);
    boolean wider = type.isPresent() && (known.isEmpty() || type.get().compareTo(known.get()) > 0);
    return count(feature) > 0 || wider
        ? new RowProblem(name, "is a list of " + type.orElseThrow() + "; no row before has a value")
        : null;
  }

  /** Adds the values of a feature of another type than that of its column. */
  static @Nullable RowProblem add(ColumnBuilder column, Feature feature) {
    if (count(feature) == 0) {
      return null;
    }
    ColumnType type = type(feature).orElseThrow();
    ColumnType expected = column.column().type();
    if (type.compareTo(expected) > 0) {
      return new RowProblem(
          column.column().name(), "is a list of " + type + "; expected " + expected);
    }
    for (long value : feature.getInt64List().getValueList()) {
      if (column instanceof ColumnBuilder.Doubles doubles) {
        doubles.add((double) value);
      } else {
        addText(column, Long.toString(value));
      }
    }
    for (float value : feature.getFloatList().getValueList()) {
      addText(column, Float.toString(value));
    }
    return null;
  }

  private static void addText(ColumnBuilder column, String number) {
    ((ColumnBuilder.Bytes) column).add(number.getBytes(StandardCharsets.UTF_8));
  }

  /** The type that a feature tells; empty if it is of no kind. */
  public static Optional<ColumnType> type(Feature feature) {
    return switch (feature.getKindCase()) {
      case INT64_LIST -> Optional.of(ColumnType.INT64);
      case FLOAT_LIST -> Optional.of(ColumnType.FLOAT);
      case BYTES_LIST -> Optional.of(ColumnType.BYTES);
      case KIND_NOT_SET -> Optional.empty();
    };
  }

  /** How many values a feature has. */
  public static int count(Feature feature) {
    return feature.getInt64List().getValueCount()
        + feature.getFloatList().getValueCount()
        + feature.getBytesList().getValueCount();
  }
}
