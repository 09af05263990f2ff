package io.manabi.tests;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.vocabularies.Segments;
import io.manabi.transform.vocabularies.Text;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Some mappers, chained at random, over columns of every kind.
 *
 * @param seed the same seed gives the same function
 */
record RandomPreprocessing(long seed) implements Preprocessing {
  static final String FUNCTION = "features";
  private static final int NUMBERS = 4;
  private static final int TOKENS = 4;

  /** The columns: how many values some have, and what is where they have none, is by the seed. */
  Schema schema() {
    Random random = new Random(seed);
    Column x = Column.floats("x");
    Column y = Column.floats("y");
    Column i = Column.int64("i");
    Column s = Column.bytes("s");
    return Schema.of(
        random.nextInt(3) == 0 ? y.optional() : y,
        random.nextBoolean() ? x.optional() : x.withDefault(random.nextFloat()),
        switch (random.nextInt(3)) {
          case 0 -> i;
          case 1 -> i.withDefault(7L);
          default -> i.withDefault(-1L);
        },
        switch (random.nextInt(3)) {
          case 0 -> s;
          case 1 -> s.optional();
          default -> s.withDefault("naïve");
        },
        Column.floats("matrix").ofLength(2 + random.nextInt(3)),
        Column.int64("pair").ofLength(2),
        Column.bytes("words").ofLength(2 + random.nextInt(2)),
        Column.floats("prices").ragged(),
        Column.int64("visits").ragged(),
        Column.bytes("tags").ragged());
  }

  @Override
  public List<TransformFunction> functions() {
    return List.of(new TransformFunction(FUNCTION, schema(), this::features));
  }

  private Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Random random = new Random(seed + 1);
    Map<String, Operand<?>> outputs = new TreeMap<>();
    RandomNumbers numbers = new RandomNumbers(columns, random);
    for (int i = 0; i < NUMBERS; i++) {
      outputs.put("number" + i, numbers.output());
      outputs.put("function" + i, numbers.functionOfColumn());
    }
    RandomTokens tokens = new RandomTokens(columns, random);
    for (int i = 0; i < TOKENS; i++) {
      outputs.putAll(tokens.outputs("token" + i));
    }
    outputs.putAll(allColumns(tf, columns));
    for (Column column : schema().columns()) {
      if (column.valueCount().isOptional()) {
        outputs.put(
            "has_" + column.name(), tf.dtypes.cast(columns.present(column.name()), TInt64.class));
      }
    }
    return outputs;
  }

  /** Every column is read, so that each may be sent. */
  private static Map<String, Operand<?>> allColumns(Ops tf, Columns columns) {
    Ragged<TString> tags = columns.raggedBytes("tags");
    Ragged<TInt64> visits = columns.raggedInt64s("visits");
    Map<String, Operand<?>> outputs = new TreeMap<>();
    outputs.put("i", columns.int64s("i"));
    outputs.put("matrix", columns.floats("matrix"));
    outputs.put("pair", columns.int64s("pair"));
    outputs.put("position", visits.with(Segments.segmentIndices(columns, visits.rows(tf))));
    outputs.put("prices", columns.raggedFloats("prices"));
    outputs.put("s", columns.bytes("s"));
    outputs.put("sum", tf.math.add(columns.floats("y"), columns.floats("x")));
    outputs.put("tags", tags.with(Text.hashStrings(columns, tags.values(), 1000)));
    outputs.put("visits", Segments.deduplicateTensorPerRow(columns, visits));
    outputs.put("words", columns.bytes("words"));
    return outputs;
  }
}
