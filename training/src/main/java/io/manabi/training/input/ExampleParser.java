package io.manabi.training.input;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** Parses serialized {@code tf.train.Example}s inside the graph. */
public final class ExampleParser {
  private ExampleParser() {}

  /**
   * The columns of a batch of examples. An example without one of them is an error.
   *
   * @param tf where to build
   * @param records string [N]: serialized examples
   * @param schema the columns wanted
   * @return for each column a tensor [N] of its type
   */
  public static Map<String, Operand<?>> parse(Ops tf, Operand<TString> records, Schema schema) {
    List<Column> columns = schema.columns();
    Operand<TString> none = noStrings(tf);
    List<Operand<?>> defaults = new ArrayList<>();
    for (Column column : columns) {
      defaults.add(noDefault(tf, column.type()));
    }
    List<Output<?>> values =
        tf.io
            .parseExample(
                records,
                none,
                none,
                tf.array(columns.stream().map(Column::name).toArray(String[]::new)),
                none,
                defaults,
                0L,
                List.of(),
                List.of(),
                List.of(),
                columns.stream().map(column -> Shape.scalar()).toList())
            .denseValues();
    Map<String, Operand<?>> parsed = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      parsed.put(columns.get(i).name(), values.get(i));
    }
    return parsed;
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
}
