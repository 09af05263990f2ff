package io.manabi.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Every operation over rows gives a row the same bits, whatever rows are with it. */
class ExactRowsTest {
  private static final int ROWS = 1001;
  private static final int LENGTH = 3;
  private static final List<String> UNARY =
      List.of(
          ("Abs Acos Acosh Asin Asinh Atan Atanh BesselI0 BesselI0e BesselI1 BesselI1e Ceil Cos Cosh"
                  + " Digamma Elu Erf Erfc Erfinv Exp Expm1 Floor Inv LeakyRelu Lgamma Log Log1p"
                  + " Ndtri Neg Reciprocal Relu Relu6 Rint Round Rsqrt Selu Sigmoid Sign Sin Sinh"
                  + " Softplus Softsign Sqrt Square Tan Tanh")
              .split(" "));
  private static final List<String> BINARY =
      List.of(
          ("AddV2 Atan2 Div DivNoNan FloorDiv FloorMod Maximum Minimum Mul MulNoNan Pow RealDiv"
                  + " SquaredDifference Sub Xdivy Xlog1py Xlogy")
              .split(" "));
  private static final Schema SCHEMA =
      Schema.of(
          Column.floats("x"),
          Column.floats("y"),
          Column.floats("many").ofLength(LENGTH),
          Column.int64("i"));

  private static final TransformGraph GRAPH =
      TransformGraph.compile(
          () -> List.of(new TransformFunction("all", SCHEMA, ExactRowsTest::all)));
  private static TransformSession session;
  private static Batch rows;
  private static Batch together;

  @BeforeAll
  static void open() {
    session = new TransformSession(GRAPH, "all");
    rows = rows();
    together = session.apply(rows);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void givesARowTheSameBitsInABatchOfAnySize() {
    TreeSet<String> differ = new TreeSet<>();
    for (int size : new int[] {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 500, 1000}) {
      for (int start = 0; start + size <= ROWS; start += Math.max(size, 61)) {
        Batch some = session.apply(rows.rows(start, start + size));
        for (Column column : together.schema().columns()) {
          if (!Arrays.equals(
              bits(some.column(column.name()), 0, size),
              bits(together.column(column.name()), start, start + size))) {
            differ.add(column.name());
          }
        }
      }
    }
    assertThat(differ).isEmpty();
  }

  @Test
  void dividesAsTheProcessorDoes() {
    float[] x = ((ColumnValues.Floats) rows.column("x")).values();
    float[] by41 = ((ColumnValues.Floats) together.column("by 41")).values();
    float[] exact = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      exact[i] = normal(normal(x[i]) / 41);
    }
    assertThat(by41).containsExactly(exact);
  }

  @Test
  void computesInTheOrderThatIsWritten() {
    float[] x = ((ColumnValues.Floats) rows.column("x")).values();
    float[] y = ((ColumnValues.Floats) rows.column("y")).values();
    float[] chain = new float[ROWS];
    float[] common = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      chain[i] = normal(normal(x[i]) * 0.1f * 0.3f / 7 * 1.1f - 0.7f + 0.1f);
      common[i] = normal(normal(x[i]) * 0.1f + normal(y[i]) * 0.1f);
    }
    assertThat(((ColumnValues.Floats) together.column("chain")).values()).containsExactly(chain);
    assertThat(((ColumnValues.Floats) together.column("common")).values()).containsExactly(common);
  }

  private static float normal(float number) {
    return Math.abs(number) < Float.MIN_NORMAL ? 0 : number;
  }

  /** TensorFlow for Java reads a graph with two nodes of a name, others refuse it. */
  @Test
  void givesEachNodeANameOfItsOwn() {
    assertThat(GRAPH.metaGraph().getGraphDef().getNodeList().stream().map(NodeDef::getName))
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsRowsOfAnEmptyBatchAndTheLengthsOfRows() {
    assertThat(session.apply(rows.rows(0, 0)).rows()).isZero();
    assertThat(length("many Softmax")).isEqualTo(LENGTH);
    assertThat(length("many Exp")).isEqualTo(LENGTH);
    assertThat(length("many Pow")).isEqualTo(LENGTH);
    assertThat(length("many MatMul")).isEqualTo(2);
  }

  private static int length(String output) {
    Schema outputs = GRAPH.outputs("all");
    return outputs.columns().get(outputs.indexOf(output)).valueCount().max();
  }

  private static Map<String, Operand<?>> all(Ops tf, Columns columns) {
    Map<String, Operand<?>> outputs = new TreeMap<>();
    Operand<TFloat32> x = columns.floats("x");
    Operand<TFloat32> y = columns.floats("y");
    Operand<TFloat32> many = columns.floats("many");
    for (String op : UNARY) {
      outputs.put("float " + op, op(tf, op, x));
      outputs.put("many " + op, op(tf, op, many));
      outputs.put("double " + op, bits(tf, op(tf, op, doubles(tf, x))));
    }
    for (String op : BINARY) {
      outputs.put("float " + op, op(tf, op, x, y));
      outputs.put("double " + op, bits(tf, op(tf, op, doubles(tf, x), doubles(tf, y))));
      outputs.put("many " + op, op(tf, op, many, tf.expandDims(x, tf.constant(1))));
      outputs.put("constant " + op, op(tf, op, x, tf.constant(2.7f)));
      outputs.put("row " + op, op(tf, op, many, tf.constant(new float[] {0.7f, 3, 0.1f})));
    }
    for (String op : List.of("Softmax", "LogSoftmax")) {
      outputs.put("many " + op, op(tf, op, many));
    }
    outputs.put("many Sum", tf.sum(many, tf.constant(1)));
    outputs.put("many Mean", tf.math.mean(many, tf.constant(1)));
    outputs.put(
        "many MatMul",
        tf.linalg.matMul(many, tf.constant(new float[][] {{0.1f, 3}, {0.7f, 0.3f}, {1.3f, 5}})));
    Operand<TFloat32> tenth = tf.constant(0.1f);
    outputs.put(
        "chain",
        tf.math.add(
            tf.math.sub(
                tf.math.mul(
                    tf.math.div(
                        tf.math.mul(tf.math.mul(x, tenth), tf.constant(0.3f)), tf.constant(7f)),
                    tf.constant(1.1f)),
                tf.constant(0.7f)),
            tenth));
    outputs.put("common", tf.math.add(tf.math.mul(x, tenth), tf.math.mul(y, tenth)));
    outputs.put("clip", tf.clipByValue(x, tf.constant(-9f), tf.constant(9f)));
    outputs.put("root", tf.math.div(y, tf.math.sqrt(tf.math.abs(x))));
    outputs.put("by 41", tf.math.div(x, tf.constant(41f)));
    outputs.put("cast", tf.dtypes.cast(columns.int64s("i"), TFloat32.class));
    outputs.put("back", tf.dtypes.cast(x, TInt64.class));
    return outputs;
  }

  @SafeVarargs
  private static <T extends TNumber> Operand<T> op(Ops tf, String op, Operand<T>... inputs) {
    var builder = tf.scope().opBuilder(op, op);
    for (Operand<T> input : inputs) {
      builder.addInput(input.asOutput());
    }
    Output<T> output = builder.build().output(0);
    return output;
  }

  private static Operand<TFloat64> doubles(Ops tf, Operand<TFloat32> x) {
    return tf.dtypes.cast(x, TFloat64.class);
  }

  private static Operand<TInt64> bits(Ops tf, Operand<TFloat64> x) {
    return tf.bitcast(x, TInt64.class);
  }

  private static Batch rows() {
    Random random = new Random(7);
    long[] ints = random.longs(ROWS).toArray();
    return Batch.of(
        SCHEMA,
        new ColumnValues.Floats(numbers(random, ROWS)),
        new ColumnValues.Floats(numbers(random, ROWS)),
        new ColumnValues.Floats(numbers(random, ROWS * LENGTH), RowSplits.uniform(ROWS, LENGTH)),
        new ColumnValues.Int64s(ints));
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] =
          switch (random.nextInt(20)) {
            case 0 -> Float.NaN;
            case 1 -> random.nextBoolean() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            case 2 -> random.nextBoolean() ? 0f : -0f;
            case 3 -> 1e-40f * random.nextFloat();
            case 4, 5, 6, 7, 8 -> 2 * random.nextFloat() - 1;
            case 9, 10, 11 -> 100_000 * random.nextFloat();
            default -> (float) (10 * random.nextGaussian());
          };
    }
    return numbers;
  }

  /** The bits of the values of some rows; those of one NaN for all, for there are many. */
  private static long[] bits(ColumnValues values, int from, int to) {
    List<Long> bits = new ArrayList<>();
    for (int i = values.splits().start(from); from < to && i < values.splits().end(to - 1); i++) {
      if (values instanceof ColumnValues.Floats floats) {
        bits.add((long) Float.floatToIntBits(floats.values()[i]));
      } else {
        double number = Double.longBitsToDouble(((ColumnValues.Int64s) values).values()[i]);
        bits.add(Double.doubleToLongBits(number));
      }
    }
    return bits.stream().mapToLong(Long::longValue).toArray();
  }
}
