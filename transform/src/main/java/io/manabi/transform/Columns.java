package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The input columns of a function while it is traced, for N rows, and the way to what a pass over
 * all the data tells of them: analyzers and mappers take it as their first argument.
 */
public final class Columns {
  private final Trace trace;
  private final Ops tf;
  private final String function;
  private final Map<String, Input> inputs;

  /**
   * An input.
   *
   * @param column what it is
   * @param values [N], [N, n] or, of a ragged column, [V]
   * @param rowSplits of a ragged column, else null
   */
  record Input(Column column, Operand<?> values, @Nullable Operand<TInt64> rowSplits) {}

  Columns(Trace trace, Ops tf, String function, Map<String, Input> inputs) {
    this.trace = trace;
    this.tf = tf;
    this.function = function;
    this.inputs = inputs;
  }

  /** Makes ops in the graph of the function. */
  public Ops tf() {
    return tf;
  }

  /**
   * Makes ops that belong to no function, as a table that several functions use. Their names begin
   * with {@code shared/}. TensorFlow Java looks at the whole graph to make a scope, so that one for
   * all is much faster than one for each table.
   */
  public Ops shared() {
    return trace.shared();
  }

  /**
   * A column of strings or bytes: string [N], or [N, n] with n values per row. Where an optional
   * column has no value there is its default, or an empty string.
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Operand<TString> bytes(String name) {
    return dense(name, ColumnType.BYTES, "bytes").asOutput().expect(TString.class);
  }

  /**
   * A column of integers: int64 [N], or [N, n] with n values per row. Where an optional column has
   * no value there is its default.
   *
   * @throws ManabiException if the schema of the function has no such column of that type, or it is
   *     optional and has no default; read it as {@link #floats} then
   */
  public Operand<TInt64> int64s(String name) {
    Operand<?> values = dense(name, ColumnType.INT64, "int64");
    Column column = input(name).column();
    if (column.valueCount().isOptional() && column.defaultOrNull() == null) {
      throw ManabiException.user(
          "Function '%s' reads the optional column '%s' as int64, which has no value for 'missing'; give the column a default, or read it as floats, where missing is NaN."
              .formatted(function, name));
    }
    return values.asOutput().expect(TInt64.class);
  }

  /**
   * A column of floats or integers as floats: float [N], or [N, n] with n values per row. Where an
   * optional column has no value there is its default, or NaN.
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Operand<TFloat32> floats(String name) {
    Input input = inputs.get(name);
    if (input != null
        && input.column().type() == ColumnType.INT64
        && !input.column().valueCount().isRagged()) {
      Operand<TFloat32> floats =
          ColumnOps.floats(tf, input.column(), input.values().asOutput().expect(TInt64.class));
      trace.remember(floats, new RawColumn(input.column(), ColumnType.FLOAT));
      return floats;
    }
    return dense(name, ColumnType.FLOAT, "float").asOutput().expect(TFloat32.class);
  }

  /**
   * Which rows have a value in a column: bool [N].
   *
   * @throws ManabiException if the schema of the function has no such column, or it is not optional
   */
  public Operand<TBool> present(String name) {
    Input input = input(name);
    if (!input.column().valueCount().isOptional()) {
      throw ManabiException.user(
          "Function '%s' asks which rows have a value in column '%s', but it is not optional; leave the question out."
              .formatted(function, name));
    }
    return tf.math.logicalNot(ColumnOps.missing(tf, input.column().type(), input.values()));
  }

  /**
   * A column with any number of strings per row.
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Ragged<TString> raggedBytes(String name) {
    return ragged(name, TString.class, "bytes");
  }

  /**
   * A column with any number of integers per row.
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Ragged<TInt64> raggedInt64s(String name) {
    return ragged(name, TInt64.class, "int64");
  }

  /**
   * A column with any number of floats per row.
   *
   * @throws ManabiException if the schema of the function has no such column of that type
   */
  public Ragged<TFloat32> raggedFloats(String name) {
    return ragged(name, TFloat32.class, "float");
  }

  /**
   * Lets a pass over all the data compute something.
   *
   * @param analyzer what to compute
   * @param of its inputs, [N], [N, ...] or ragged; the analyzer gets integers and booleans as
   *     int64, floating-point numbers as float
   * @return the results, tensors that are known when the graph is used
   */
  public List<Operand<?>> analyze(Analyzer<?> analyzer, Operand<?>... of) {
    return trace.analyze(tf, analyzer, List.of(of));
  }

  /**
   * The path of a file that an analyzer of any function of this preprocessing makes, string scalar.
   *
   * @param name of the {@link Analyzer.ResultType.Asset}
   */
  public Operand<TString> asset(String name) {
    return trace.asset(name);
  }

  /**
   * Has an op run once before the graph is used, as the initializer of a lookup table.
   *
   * @param initializer an op whose first input is the handle of what it initializes
   */
  public void initializer(Op initializer) {
    trace.initializer(initializer);
  }

  /**
   * Notes from which to which number integers are, so that {@link TransformGraph#ranges} can tell
   * it of the outputs which they become.
   *
   * @param x integers of any shape
   * @param min the least that they may be
   * @param max the greatest, a scalar that depends on results of analyzers at most, never on rows
   * @return {@code x}
   */
  public Operand<TInt64> inRange(Operand<TInt64> x, long min, Operand<TInt64> max) {
    trace.range(OutputRanges.Noted.of(x, min, max));
    return x;
  }

  private Operand<?> dense(String name, ColumnType type, String typeName) {
    Input input = typed(name, type, typeName, false);
    Operand<?> values = ColumnOps.filled(tf, input.column(), input.values());
    trace.remember(values, new RawColumn(input.column(), type));
    return values;
  }

  private <T extends TType> Ragged<T> ragged(String name, Class<T> type, String typeName) {
    Input input = typed(name, TensorTypes.columnType(type), typeName, true);
    Operand<TInt64> rowSplits = input.rowSplits();
    if (rowSplits == null) {
      throw new IllegalStateException("a ragged column has row splits");
    }
    Ragged<T> ragged = new Ragged<>(input.values().asOutput().expect(type), rowSplits);
    trace.remember(ragged, new RawColumn(input.column(), input.column().type()));
    return ragged;
  }

  private Input typed(String name, ColumnType type, String typeName, boolean ragged) {
    Input input = inputs.get(name);
    if (input == null
        || input.column().type() != type
        || input.column().valueCount().isRagged() != ragged) {
      throw ManabiException.user(
          "Function '"
              + function
              + "' reads the column '"
              + name
              + "' as "
              + (ragged ? "ragged " : "")
              + typeName
              + ", but its schema "
              + (input == null
                  ? "has only " + inputs.keySet()
                  : "says "
                      + (input.column().valueCount().isRagged() ? "ragged " : "")
                      + input.column().type())
              + "; correct one of them.");
    }
    return input;
  }

  private Input input(String name) {
    Input input = inputs.get(name);
    if (input == null) {
      throw ManabiException.user(
          "Function '%s' reads the column '%s', but its schema has only %s; correct one of them."
              .formatted(function, name, inputs.keySet()));
    }
    return input;
  }
}
