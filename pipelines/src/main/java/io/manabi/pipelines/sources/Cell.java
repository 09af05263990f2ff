package io.manabi.pipelines.sources;

import io.manabi.core.ColumnBuilder;
import io.manabi.core.Missing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the text of one value into a column. */
abstract sealed class Cell {
  private static final int SHOWN = 100;

  private Cell() {}

  static Cell of(ColumnBuilder column) {
    if (column instanceof ColumnBuilder.Int64s ints) {
      return new Int64(ints);
    }
    if (column instanceof ColumnBuilder.Floats floats) {
      return new Float32(floats);
    }
    return column instanceof ColumnBuilder.Doubles doubles
        ? new Float64(doubles)
        : new Text((ColumnBuilder.Bytes) column);
  }

  /** Adds a value, or nothing if there is no text for a number; if it is none, tells why. */
  abstract @Nullable String add(byte[] data, int from, int to);

  private static String quote(byte[] data, int from, int to, String problem) {
    int shown = Math.min(to, from + SHOWN);
    return "'"
        + new String(data, from, shown - from, StandardCharsets.UTF_8)
        + (shown < to ? "…' " : "' ")
        + problem;
  }

  private static final class Int64 extends Cell {
    private final ColumnBuilder.Int64s column;
    private final boolean marksMissing;
    private final Numbers numbers = new Numbers();

    Int64(ColumnBuilder.Int64s column) {
      this.column = column;
      this.marksMissing = column.marksMissing();
    }

    @Override
    @Nullable String add(byte[] data, int from, int to) {
      if (from == to) {
        return null;
      }
      String problem = numbers.readInteger(data, from, to);
      if (problem == null && marksMissing && Missing.is(numbers.integer)) {
        problem = "stands for a missing value and cannot be one";
      }
      if (problem != null) {
        return quote(data, from, to, problem);
      }
      column.add(numbers.integer);
      return null;
    }
  }

  private static final class Float32 extends Cell {
    private final ColumnBuilder.Floats column;
    private final Numbers numbers = new Numbers();

    Float32(ColumnBuilder.Floats column) {
      this.column = column;
    }

    @Override
    @Nullable String add(byte[] data, int from, int to) {
      if (from == to) {
        return null;
      }
      String problem = numbers.readFloat(data, from, to);
      if (problem != null) {
        return quote(data, from, to, problem);
      }
      column.add(numbers.real);
      return null;
    }
  }

  private static final class Float64 extends Cell {
    private final ColumnBuilder.Doubles column;
    private final Numbers numbers = new Numbers();

    Float64(ColumnBuilder.Doubles column) {
      this.column = column;
    }

    @Override
    @Nullable String add(byte[] data, int from, int to) {
      if (from == to) {
        return null;
      }
      String problem = numbers.readDouble(data, from, to);
      if (problem != null) {
        return quote(data, from, to, problem);
      }
      column.add(numbers.exact);
      return null;
    }
  }

  /** Of a column of which no value is known, so that its type is not either. */
  static final class Undecided extends Cell {
    @Override
    @Nullable String add(byte[] data, int from, int to) {
      return from == to ? null : quote(data, from, to, "is there; no row before has a value");
    }
  }

  /** Equal strings share an array, as far as a small table remembers them. */
  private static final class Text extends Cell {
    private static final int REMEMBERED = 1 << 10;
    private static final int LONGEST_REMEMBERED = 64;

    private final ColumnBuilder.Bytes column;
    private final byte[][] known = new byte[REMEMBERED][];

    Text(ColumnBuilder.Bytes column) {
      this.column = column;
    }

    @Override
    @Nullable String add(byte[] data, int from, int to) {
      int place = to - from > LONGEST_REMEMBERED ? -1 : Bytes.hash(data, from, to) & REMEMBERED - 1;
      byte @Nullable [] same = place < 0 ? null : known[place];
      if (same != null && Arrays.equals(same, 0, same.length, data, from, to)) {
        column.add(same);
        return null;
      }
      if (!Bytes.isUtf8(data, from, to)) {
        return quote(data, from, to, "is not UTF-8");
      }
      byte[] value = Arrays.copyOfRange(data, from, to);
      if (place >= 0) {
        known[place] = value;
      }
      column.add(value);
      return null;
    }
  }
}
