package io.manabi.training.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.transform.Columns;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformOutput;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@SuppressWarnings("NullAway.Init")
class FeatureColumnsTest {
  private static final Schema RAW =
      Schema.of(
          Column.floats("age"),
          Column.floats("size").ofLength(2),
          Column.floats("prices").ragged(),
          Column.int64("job"),
          Column.int64("pair").ofLength(2),
          Column.int64("words").ragged(),
          Column.int64("count"),
          Column.int64("offset"),
          Column.bytes("name"));

  @TempDir private static Path folder;

  private static FeatureColumns none;

  /** The parameters that were built, and their shapes. */
  private final Map<String, Shape> parameters = new LinkedHashMap<>();

  @BeforeAll
  static void transform() {
    TransformGraph.compile(
            () -> List.of(new TransformFunction("f", RAW, FeatureColumnsTest::features)))
        .write(folder.resolve(TransformOutput.GRAPH));
    none = FeatureColumns.of(TransformOutput.read(folder, "f"));
  }

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    return Map.of(
        "age", columns.floats("age"),
        "size", columns.floats("size"),
        "prices", columns.raggedFloats("prices"),
        "job", columns.inRange(columns.int64s("job"), 0, tf.constant(3L)),
        "pair", columns.inRange(columns.int64s("pair"), 0, tf.constant(2L)),
        "words",
            columns.raggedInt64s("words").map(words -> columns.inRange(words, 0, tf.constant(4L))),
        "count", columns.int64s("count"),
        "offset", columns.inRange(columns.int64s("offset"), -1, tf.constant(1L)),
        "name", columns.bytes("name"));
  }

  @Test
  void putsNumbersAndEmbeddingsSideBySide() {
    FeatureColumns columns =
        none.withNumeric(List.of("age", "size"))
            .withEmbeddings(2, List.of("job"))
            .withEmbeddings(1, List.of("words", "pair"));

    assertThat(rows(columns::deep))
        .isDeepEqualTo(
            new float[][] {
              {0.5f, 1, 2, 1, 2, 1.5f, 1.5f},
              {1, 3, 4, 7, 8, 0, 3},
              {2, 5, 6, 0, 0, 3, 2},
            });
    assertThat(parameters)
        .containsExactly(
            Map.entry("job_deep/embedding", Shape.of(4, 2)),
            Map.entry("words_deep/embedding", Shape.of(5, 1)),
            Map.entry("pair_deep/embedding", Shape.of(3, 1)));
  }

  @Test
  void addsTheWeightsOfAllIds() {
    FeatureColumns columns = none.withWide(List.of("job", "words")).withWide(List.of("pair"));

    assertThat(rows(columns::wide))
        .isDeepEqualTo(new float[][] {{1 + 1 + 2 + 1 + 2}, {4 + 3 + 3}, {3 + 2}});
    assertThat(parameters)
        .containsExactly(
            Map.entry("job_wide/embedding", Shape.of(4, 1)),
            Map.entry("words_wide/embedding", Shape.of(5, 1)),
            Map.entry("pair_wide/embedding", Shape.of(3, 1)));
  }

  @Test
  void takesASingleColumn() {
    assertThat(rows(none.withNumeric(List.of("age"))::deep))
        .isDeepEqualTo(new float[][] {{0.5f}, {1}, {2}});
    assertThat(rows(none.withWide(List.of("job"))::wide))
        .isDeepEqualTo(new float[][] {{1}, {4}, {0}});
  }

  @Test
  void keepsWhatItWasMadeOf() {
    none.withWide(List.of("job"));

    refuses(() -> rows(none::wide), "The model has no wide columns");
    refuses(() -> rows(none.withWide(List.of("job"))::deep), "The model has no deep columns");
  }

  @Test
  void refusesFeaturesThatDoNotFit() {
    refuses(() -> none.withNumeric(List.of("absent")), "There is no column 'absent'");
    refuses(
        () -> none.withNumeric(List.of("job")), "'job' is INT64; a numeric column needs floats");
    refuses(() -> none.withNumeric(List.of("name")), "'name' is BYTES; a numeric column");
    refuses(
        () -> none.withNumeric(List.of("prices")), "'prices' is ragged FLOAT; a numeric column");
    refuses(() -> none.withWide(List.of("absent")), "makes no feature 'absent'");
    refuses(() -> none.withWide(List.of("age")), "'age' is FLOAT; only integers have buckets");
    refuses(() -> none.withEmbeddings(2, List.of("count")), "how many buckets feature 'count' has");
    refuses(() -> none.withEmbeddings(2, List.of("offset")), "'offset' is from -1 to 1");
    refuses(() -> none.withEmbeddings(0, List.of("job")), "cannot have 0 numbers");
    refuses(() -> none.withWide(List.of("job", "job")), "'job' is given twice");
  }

  private static void refuses(ThrowingCallable use, String message) {
    assertThatThrownBy(use).isInstanceOf(ManabiException.class).hasMessageContaining(message);
  }

  /** What is built for three rows, by parameters that are 1, 2, 3 and so on. */
  private float[][] rows(BiFunction<Network, Features, Operand<TFloat32>> build) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Network network =
          new Network(
              tf,
              Mode.TRAIN,
              parameter -> {
                parameters.put(parameter.name(), parameter.shape());
                float[] numbers = new float[(int) parameter.shape().size()];
                for (int i = 0; i < numbers.length; i++) {
                  numbers[i] = i + 1;
                }
                return tf.constant(parameter.shape(), DataBuffers.of(numbers));
              });
      Operand<TFloat32> built = build.apply(network, threeRows(tf));
      try (Session session = new Session(graph);
          TFloat32 result = (TFloat32) session.runner().fetch(built).run().get(0)) {
        return StdArrays.array2dCopyOf(result);
      }
    }
  }

  private static Features threeRows(Ops tf) {
    return new Features(
        tf,
        Map.of(
            "age", tf.constant(new float[] {0.5f, 1, 2}),
            "size", tf.constant(new float[][] {{1, 2}, {3, 4}, {5, 6}}),
            "job", tf.constant(new long[] {0, 3, -1}),
            "pair", tf.constant(new long[][] {{0, 1}, {2, 2}, {1, -1}}),
            "words",
                new Ragged<>(
                    tf.constant(new long[] {0, 1, 2, -1}), tf.constant(new long[] {0, 2, 2, 4}))),
        new TransformImports(TransformGraph.read(folder.resolve(TransformOutput.GRAPH))));
  }
}
