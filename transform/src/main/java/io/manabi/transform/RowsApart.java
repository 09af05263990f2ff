package io.manabi.transform;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Whether a function makes of a row alone what it makes of it among others, as servers have it. It
 * does not if it mixes rows, as by the mean of a batch, or draws random numbers.
 */
final class RowsApart {
  /** Far above what ops such as a convolution make of the same numbers in another order. */
  private static final double RELATIVE = 1e-4;

  private static final double ABSOLUTE = 1e-6;

  private RowsApart() {}

  /**
   * Tries the first, the middle and the last row of a batch.
   *
   * @param function the name of the function
   * @param rows its inputs
   * @param made what it made of them, as many rows
   * @param apply applies it
   * @throws ManabiException if a row is not the same by itself
   */
  static void require(String function, Batch rows, Batch made, UnaryOperator<Batch> apply) {
    int last = rows.rows() - 1;
    for (int row : IntStream.of(0, last / 2, last).distinct().toArray()) {
      Batch alone = apply.apply(rows.rows(row, row + 1));
      Batch among = made.rows(row, row + 1);
      Optional<String> differs =
          made.schema().columns().stream()
              .map(column -> column.name())
              .filter(name -> !isSame(alone.column(name), among.column(name)))
              .findFirst();
      if (differs.isPresent()) {
        throw ManabiException.user(
            String.format(
                Locale.ROOT,
                "Output '%s' of function '%s' gives another value for row %d of a batch alone than among the %d rows, so it mixes rows or is random; make each row of itself, and use an analyzer for what belongs to all data.",
                differs.get(),
                function,
                row + 1,
                rows.rows()));
      }
    }
  }

  private static boolean isSame(ColumnValues one, ColumnValues other) {
    if (!one.splits().equals(other.splits())) {
      return false;
    }
    if (one instanceof ColumnValues.Floats floats) {
      float[] others = ((ColumnValues.Floats) other).values();
      return IntStream.range(0, others.length).allMatch(i -> isNear(floats.values()[i], others[i]));
    }
    if (one instanceof ColumnValues.Int64s ints) {
      return Arrays.equals(ints.values(), ((ColumnValues.Int64s) other).values());
    }
    return Arrays.deepEquals(
        ((ColumnValues.Bytes) one).values(), ((ColumnValues.Bytes) other).values());
  }

  private static boolean isNear(double one, double other) {
    return Double.compare(one, other) == 0
        || Math.abs(one - other) <= ABSOLUTE + RELATIVE * Math.max(Math.abs(one), Math.abs(other));
  }
}
