package io.manabi.training.input;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Missing;
import io.manabi.core.Schema;
import io.manabi.transform.Ragged;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Parses serialized {@code tf.train.Example}s inside the graph. */
public final class ExampleParser {
  private ExampleParser() {}

  /**
   * The columns of a batch of examples. When the graph runs, an example without a column that is
   * neither optional nor ragged, or with another number of values in it, is an error. A missing
   * value is a feature that is not there, has no kind, or holds the marker of {@link Missing}; an
   * empty list is an error unless the column is ragged, as TensorFlow has it.
   *
   * @param tf where to build
   * @param records string [N]: serialized examples
   * @param schema the columns wanted
   * @return for each column a tensor of its type: [N] if it has one value per row or is optional
   *     (where it is missing, the marker of {@link Missing}), [N, n] if it has n, and a {@link
   *     Ragged} if it is ragged
   */
  public static Map<String, Operand<?>> parse(Ops tf, Operand<TString> records, Schema schema) {
    List<Column> dense = new ArrayList<>();
    List<Column> ragged = new ArrayList<>();
    schema
        .columns()
        .forEach(column -> (column.valueCount().isRagged() ? ragged : dense).add(column));
    ParseExample parsed = parse(tf, records, dense, ragged);
    Map<String, Operand<?>> tensors = new LinkedHashMap<>();
    for (int i = 0; i < dense.size(); i++) {
      tensors.put(dense.get(i).name(), parsed.denseValues().get(i));
    }
    for (int i = 0; i < ragged.size(); i++) {
      Output<TInt64> splits = parsed.raggedRowSplits().get(i).expect(TInt64.class);
      tensors.put(ragged.get(i).name(), new Ragged<>(parsed.raggedValues().get(i), splits));
    }
    return tensors;
  }

  private static ParseExample parse(
      Ops tf, Operand<TString> records, List<Column> dense, List<Column> ragged) {
    List<Operand<?>> defaults = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Column column : dense) {
      defaults.add(
          column.valueCount().isOptional()
              ? missing(tf, column.type())
              : noDefault(tf, column.type()));
      int values = column.valueCount().max();
      shapes.add(values == 1 ? Shape.scalar() : Shape.of(values));
    }
    List<Class<? extends TType>> types = new ArrayList<>();
    ragged.forEach(column -> types.add(type(column.type())));
    return tf.io.parseExample(
        records,
        noStrings(tf),
        noStrings(tf),
        names(tf, dense),
        names(tf, ragged),
        defaults,
        0L,
        List.of(),
        types,
        ragged.stream().<Class<? extends TNumber>>map(column -> TInt64.class).toList(),
        shapes);
  }

  private static Operand<TString> names(Ops tf, List<Column> columns) {
    return columns.isEmpty()
        ? noStrings(tf)
        : tf.array(
            StandardCharsets.UTF_8, columns.stream().map(Column::name).toArray(String[]::new));
  }

  private static Operand<?> missing(Ops tf, ColumnType type) {
    return switch (type) {
      case INT64 -> tf.constant(Missing.INT64);
      case FLOAT -> tf.constant(Missing.FLOAT);
      case BYTES -> tf.constant("");
    };
  }

  private static Operand<?> noDefault(Ops tf, ColumnType type) {
    return switch (type) {
      case INT64 -> tf.constant(new long[0]);
      case FLOAT -> tf.constant(new float[0]);
      case BYTES -> noStrings(tf);
    };
  }

  private static Operand<TString> noStrings(Ops tf) {
    return tf.fill(tf.constant(new int[] {0}), tf.constant(""));
  }

  private static Class<? extends TType> type(ColumnType type) {
    return switch (type) {
      case INT64 -> TInt64.class;
      case FLOAT -> TFloat32.class;
      case BYTES -> TString.class;
    };
  }
}
