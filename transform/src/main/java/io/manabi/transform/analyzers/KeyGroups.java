package io.manabi.transform.analyzers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which values of a batch belong to which key. */
final class KeyGroups {
  private final List<ByteBuffer> keys = new ArrayList<>();
  private final int[] order;
  private final int[] ends;

  /**
   * Groups values.
   *
   * @param key strings or integers, one for each value or for each row
   * @param values the rows of the values
   */
  KeyGroups(ColumnValues key, RowSplits values) {
    check(key.splits(), values);
    int[] groups = groups(key);
    int[] groupOf = key.splits().equals(values) ? groups : ofRows(groups, values);
    this.ends = new int[keys.size()];
    for (int group : groupOf) {
      ends[group]++;
    }
    int[] next = new int[keys.size()];
    for (int group = 1; group < next.length; group++) {
      next[group] = next[group - 1] + ends[group - 1];
    }
    this.order = new int[groupOf.length];
    for (int value = 0; value < groupOf.length; value++) {
      order[next[groupOf[value]]++] = value;
    }
    System.arraycopy(next, 0, ends, 0, next.length);
  }

  /** The different keys, in the order in which they came. */
  List<ByteBuffer> keys() {
    return keys;
  }

  /** The number of values of a key; none if all its rows are empty. */
  int size(int key) {
    return ends[key] - start(key);
  }

  private int start(int key) {
    return key == 0 ? 0 : ends[key - 1];
  }

  /** The values of a key, in their order, one per row. */
  ColumnValues of(int key, ColumnValues values) {
    int start = start(key);
    int size = size(key);
    if (values instanceof ColumnValues.Int64s ints) {
      long[] result = new long[size];
      for (int i = 0; i < size; i++) {
        result[i] = ints.values()[order[start + i]];
      }
      return new ColumnValues.Int64s(result);
    }
    if (values instanceof ColumnValues.Floats floats) {
      float[] result = new float[size];
      for (int i = 0; i < size; i++) {
        result[i] = floats.values()[order[start + i]];
      }
      return new ColumnValues.Floats(result);
    }
    byte[][] result = new byte[size][];
    for (int i = 0; i < size; i++) {
      result[i] = ((ColumnValues.Bytes) values).values()[order[start + i]];
    }
    return new ColumnValues.Bytes(result);
  }

  private int[] groups(ColumnValues key) {
    Map<ByteBuffer, Integer> known = new HashMap<>();
    int[] groups = new int[key.splits().values()];
    for (int i = 0; i < groups.length; i++) {
      ByteBuffer bytes = bytes(key, i);
      Integer group = known.putIfAbsent(bytes, keys.size());
      if (group == null) {
        keys.add(bytes);
      }
      groups[i] = group == null ? keys.size() - 1 : group;
    }
    return groups;
  }

  private static ByteBuffer bytes(ColumnValues key, int index) {
    return ByteBuffer.wrap(
        key instanceof ColumnValues.Int64s ints
            ? Long.toString(ints.values()[index]).getBytes(ISO_8859_1)
            : ((ColumnValues.Bytes) key).values()[index]);
  }

  /**
   * Checks that there is a key for each value or for each row.
   *
   * @throws ManabiException if there is not
   */
  static void check(RowSplits key, RowSplits values) {
    if (!key.equals(values) && !key.equals(RowSplits.uniform(values.rows(), 1))) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "There are %d rows with %d values, but %d rows with %d keys; give a key for each value or for each row.",
              values.rows(),
              values.values(),
              key.rows(),
              key.values()));
    }
  }

  private static int[] ofRows(int[] groups, RowSplits values) {
    int[] groupOf = new int[values.values()];
    for (int row = 0; row < values.rows(); row++) {
      for (int value = values.start(row); value < values.end(row); value++) {
        groupOf[value] = groups[row];
      }
    }
    return groupOf;
  }
}
