package io.manabi.transform;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import java.io.Serializable;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * A full pass over the data that computes what a graph needs to know of it. The data come in
 * batches and in parts: each part is accumulated by itself, accumulators are merged in the order of
 * the data, and the results are made of the last one. An analyzer is a record: its {@code toString}
 * tells what it computes, and accumulators that were kept are used again only for the same.
 *
 * <pre>{@code
 * record LongestText() implements Analyzer<long[]> {
 *   public long[] create() { return new long[1]; }
 *   public void add(long[] longest, List<ColumnValues> inputs) {
 *     for (byte[] text : ((ColumnValues.Bytes) inputs.get(0)).values()) {
 *       longest[0] = Math.max(longest[0], text.length);
 *     }
 *   }
 *   public long[] merge(long[] left, long[] right) { ... }
 *   ...
 * }
 *
 * Operand<?> longest = columns.analyze(new LongestText(), columns.bytes("text")).get(0);
 * }</pre>
 *
 * @param <A> the accumulator
 */
public interface Analyzer<A> extends Serializable {

  /** The accumulator of no data. */
  A create();

  /**
   * Refuses a batch that {@link #add} cannot use. All analyzers of a pass are asked before any of
   * them adds it, so that a row which one refuses counts for none.
   *
   * @param inputs as {@link #add} gets them
   * @throws io.manabi.core.ManabiException if a row is wrong; it is put aside
   */
  default void check(List<ColumnValues> inputs) {}

  /**
   * Adds a batch to an accumulator. It must not fail, since what it has added cannot be taken away:
   * if it does, the pass ends with an error that names the analyzer.
   *
   * @param accumulator changed by the call
   * @param inputs the inputs of the analyzer, all with the same number of rows
   */
  void add(A accumulator, List<ColumnValues> inputs);

  /**
   * The accumulator of two parts of the data.
   *
   * @param left of the first part; may be changed
   * @param right of the part that follows; may be changed
   */
  A merge(A left, A right);

  /** An accumulator as bytes, in an encoding that later releases can read. */
  byte[] encode(A accumulator);

  /**
   * What {@link #encode} encoded.
   *
   * @throws io.manabi.core.ManabiException if the bytes are no such accumulator
   */
  A decode(byte[] bytes);

  /** The results, as the graph sees them before they are known. */
  List<ResultType> results();

  /** The values of the results, in the same order. */
  List<Value> extract(A accumulator);

  /** A result. */
  sealed interface ResultType {

    /**
     * A tensor.
     *
     * @param type of its elements
     * @param shape where known, with -1 for a size that is not
     */
    record Tensor(ColumnType type, Shape shape) implements ResultType {}

    /**
     * A file of lines that travels with the graph; in the graph it is a string scalar, its path.
     *
     * @param name of the file, another one for each file of a preprocessing
     */
    record Asset(String name) implements ResultType {}
  }

  /** The value of a result. */
  sealed interface Value {

    /**
     * The value of a {@link ResultType.Tensor}.
     *
     * @param shape its shape
     * @param values its elements, row by row
     */
    record Tensor(Shape shape, ColumnValues values) implements Value {

      /** A float scalar. */
      public static Tensor scalar(float value) {
        return new Tensor(Shape.scalar(), new ColumnValues.Floats(new float[] {value}));
      }

      /** An int64 scalar. */
      public static Tensor scalar(long value) {
        return new Tensor(Shape.scalar(), new ColumnValues.Int64s(new long[] {value}));
      }

      /** Floats of a shape. */
      public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, new ColumnValues.Floats(values));
      }

      /** Integers, [n]. */
      public static Tensor of(long... values) {
        return new Tensor(Shape.of(values.length), new ColumnValues.Int64s(values));
      }

      /** Strings, [n]. */
      public static Tensor of(byte[][] values) {
        return new Tensor(Shape.of(values.length), new ColumnValues.Bytes(values));
      }
    }

    /**
     * The value of a {@link ResultType.Asset}.
     *
     * @param lines of the file, without line ends
     */
    record Lines(Iterable<byte[]> lines) implements Value {}
  }
}
