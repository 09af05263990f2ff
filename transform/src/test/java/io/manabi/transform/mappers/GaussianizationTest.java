package io.manabi.transform.mappers;

import static io.manabi.transform.vocabularies.Analyses.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import io.manabi.transform.analyzers.TukeyAnalyzers;
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;

class GaussianizationTest {
  private static final Schema X = Schema.of(Column.floats("x").optional());
  private static final Schema KEYED = Schema.of(Column.bytes("k"), Column.floats("x"));

  @TempDir private Path folder;

  @Test
  void findsTheTailsAndPullsThemIn() {
    Random random = new Random(7);
    float[] normal = new float[20_000];
    float[] tailed = new float[normal.length];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (float) random.nextGaussian();
      tailed[i] = 5 + 2 * tukey(normal[i], 0.1, 0.3);
    }
    tailed[3] = Float.NaN;
    tailed[4] = Float.POSITIVE_INFINITY;
    Batch data = batch(tailed);
    TransformGraph graph =
        Analyses.analyze(
            folder, X, (tf, c) -> outputs(c), data.rows(0, 9_000), data.rows(9_000, 20_000));
    assertThat(first(graph, "location", data)).isCloseTo(5, within(0.1f));
    assertThat(first(graph, "scale", data)).isCloseTo(2, within(0.1f));
    assertThat(first(graph, "left", data)).isCloseTo(0.1f, within(0.03f));
    assertThat(first(graph, "right", data)).isCloseTo(0.3f, within(0.03f));
    float[] gaussian = floats(graph, "gaussian", data);
    assertThat(gaussian[3]).isNaN();
    assertThat(gaussian[4]).isEqualTo(Float.POSITIVE_INFINITY);
    for (int i = 5; i < normal.length; i++) {
      assertThat(gaussian[i]).isCloseTo(normal[i], within(0.2f));
    }
  }

  @Test
  void isExactlyTheInverseOfTheFunctionItself() {
    float[] normal = {-5, -3.3f, -1, -0.01f, -1e-4f, 0, 1e-4f, 0.01f, 0.7f, 1, 2.2f, 5};
    Schema schema = Schema.of(Column.floats("x"), Column.floats("left"), Column.floats("right"));
    for (float[] h : new float[][] {{0.1f, 0.2f}, {0, 0.9f}, {0.9f, 0}, {1e-6f, 1e-6f}}) {
      float[] left = new float[normal.length];
      float[] right = new float[normal.length];
      float[] x = new float[normal.length];
      for (int i = 0; i < x.length; i++) {
        left[i] = h[0];
        right[i] = h[1];
        x[i] = tukey(normal[i], h[0], h[1]);
      }
      Batch batch =
          Batch.of(
              schema,
              new ColumnValues.Floats(x),
              new ColumnValues.Floats(left),
              new ColumnValues.Floats(right));
      TransformGraph graph =
          Analyses.analyze(
              folder,
              schema,
              (tf, c) ->
                  Map.of(
                      "gaussian",
                      new Gaussianization(
                              tf.constant(0f),
                              tf.constant(1f),
                              tf.constant(1f),
                              c.floats("left"),
                              c.floats("right"))
                          .of(tf, c.floats("x"))));
      float[] found = floats(graph, "gaussian", batch);
      for (int i = 0; i < normal.length; i++) {
        assertThat(found[i]).isCloseTo(normal[i], within(1e-6f * Math.max(1, Math.abs(normal[i]))));
      }
    }
  }

  @Test
  void isTheZScoreWithoutLongTails() {
    Batch data = batch(1, 3, 2, 4, 5, Float.NaN);
    TransformGraph graph =
        Analyses.analyze(
            folder,
            X,
            (tf, c) ->
                Map.of(
                    "gaussian", Scaling.scaleToGaussian(c, c.floats("x")),
                    "z", Scaling.scaleToZScore(c, c.floats("x"))),
            data);
    assertThat(floats(graph, "gaussian", data)).isEqualTo(floats(graph, "z", data));
  }

  @Test
  void leavesConstantAndUnknownNumbersUnscaled() {
    TransformGraph constant =
        Analyses.analyze(folder, X, (tf, c) -> outputs(c), batch(7, 7, 7, 7, 7));
    assertThat(floats(constant, "gaussian", batch(7, 9))).containsExactly(0, 2);
    assertThat(first(constant, "scale", batch(7))).isEqualTo(1);
    TransformGraph none =
        Analyses.analyze(folder, X, (tf, c) -> outputs(c), batch(Float.NaN, Float.NaN));
    assertThat(floats(none, "gaussian", batch(7, -9))).containsExactly(7, -9);
    assertThat(first(none, "location", batch(7))).isZero();
    assertThat(first(none, "left", batch(7))).isZero();
  }

  @Test
  void findsTheTailsOfEachKey() {
    float[] longTail = {-1000, -3, -1, 0, 1, 2, 4};
    Batch data =
        Batch.of(
            KEYED,
            bytes("a", "a", "a", "a", "a", "a", "a", "b", "b"),
            new ColumnValues.Floats(new float[] {-1000, -3, -1, 0, 1, 2, 4, 10, 20}));
    TransformGraph keyed =
        Analyses.analyze(
            folder,
            KEYED,
            (tf, c) ->
                Map.of(
                    "gaussian",
                    PerKeyMappers.scaleToGaussianPerKey(c, c.floats("x"), c.bytes("k"))),
            data.rows(0, 3),
            data.rows(3, 9));
    TransformGraph alone =
        Analyses.analyze(
            folder,
            X,
            (tf, c) -> outputs(c),
            batch(longTail).rows(0, 3),
            batch(longTail).rows(3, 7));
    float[] expected = floats(alone, "gaussian", batch(longTail));
    assertThat(expected[0]).isBetween(-4f, -1f);
    Batch rows =
        Batch.of(
            KEYED,
            bytes("a", "a", "a", "a", "a", "a", "a", "b", "b", "never seen"),
            new ColumnValues.Floats(new float[] {-1000, -3, -1, 0, 1, 2, 4, 10, 20, 5}));
    float[] found = floats(keyed, "gaussian", rows);
    for (int i = 0; i < expected.length; i++) {
      // TensorFlow multiplies by the reciprocal of a constant, but divides by what it looks up.
      assertThat(found[i]).isCloseTo(expected[i], within(1e-6f));
    }
    assertThat(found[7]).isEqualTo(-1);
    assertThat(found[8]).isEqualTo(1);
    assertThat(found[9]).isEqualTo(5);
  }

  @Test
  void isTheSameHoweverManyRowsThereAre() {
    float[] values = new float[101];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.pow(i - 50, 3);
    }
    Batch data = batch(values);
    TransformGraph graph = Analyses.analyze(folder, X, (tf, c) -> outputs(c), data);
    float[] together = floats(graph, "gaussian", data);
    try (TransformSession session = new TransformSession(graph, "f")) {
      for (int i = 0; i < values.length; i++) {
        ColumnValues alone = session.apply(data.rows(i, i + 1)).column("gaussian");
        assertThat(((ColumnValues.Floats) alone).values()).containsExactly(together[i]);
      }
    }
  }

  private static Map<String, Operand<?>> outputs(Columns c) {
    TukeyAnalyzers.HParams h = TukeyAnalyzers.tukeyHParams(c, c.floats("x"));
    return Map.of(
        "gaussian", Scaling.scaleToGaussian(c, c.floats("x")),
        "location", TukeyAnalyzers.tukeyLocation(c, c.floats("x")),
        "scale", TukeyAnalyzers.tukeyScale(c, c.floats("x")),
        "left", h.left(),
        "right", h.right());
  }

  private static float tukey(double u, double left, double right) {
    return (float) (u * Math.exp((u < 0 ? left : right) * u * u / 2));
  }

  private static float first(TransformGraph graph, String output, Batch rows) {
    return floats(graph, output, rows)[0];
  }

  private static float[] floats(TransformGraph graph, String output, Batch rows) {
    return ((ColumnValues.Floats) Analyses.apply(graph, "f", output, rows)).values();
  }

  private static Batch batch(float... values) {
    return Batch.of(X, new ColumnValues.Floats(values));
  }
}
