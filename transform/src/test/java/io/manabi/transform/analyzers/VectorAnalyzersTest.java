package io.manabi.transform.analyzers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.Columns;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.vocabularies.Analyses;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class VectorAnalyzersTest {
  private static final float NAN = Float.NaN;
  private static final float ROOT = (float) Math.sqrt(0.5);
  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

  @TempDir private Path folder;

  @Test
  void computesTheBiasedCovariance() {
    assertThat(covariance(batch(2, 1, 2, 3, 4, 5, 9)))
        .containsExactly(new float[] {8 / 3f, 14 / 3f, 14 / 3f, 26 / 3f}, ROUNDING);
    assertThat(covariance(batch(3, 0, 0, 1, 4, 0, 1, 2, -1, 1, 2, 1, 1)))
        .containsExactly(2, 0, 0, 0, 0.5f, 0, 0, 0, 0);
    assertThat(covariance(batch(2, 5, 6))).containsExactly(0, 0, 0, 0);
    assertThat(covariance(batch(2))).containsExactly(0, 0, 0, 0);
  }

  @Test
  void isExactFarFromZero() {
    Schema schema = Schema.of(Column.int64("x").ofLength(2));
    long far = 1L << 40;
    long[] values = {far, -far, far + 2, -far + 4};
    Batch data = Batch.of(schema, new ColumnValues.Int64s(values, RowSplits.uniform(2, 2)));
    assertThat(result(c -> VectorAnalyzers.covariance(c, c.int64s("x")), data))
        .containsExactly(1, 2, 2, 4);
  }

  @Test
  void isTheSameOfTheWholeAsOfParts() {
    Random random = new Random(3);
    float[] values = new float[300];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * (i % 3 + 1) + 7;
    }
    CoMoments whole = CoMoments.of(Numbers.doubles(new ColumnValues.Floats(values)), 3);
    double[][] expected = whole.covariance();
    float[] merged = covariance(batch(3, values));
    for (int i = 0; i < merged.length; i++) {
      assertThat(merged[i]).isCloseTo((float) expected[i / 3][i % 3], ROUNDING);
    }
  }

  @Test
  void spreadsNaNToWhatDependsOnIt() {
    assertThat(covariance(batch(2, 1, 2, NAN, 4))).containsExactly(NAN, NAN, NAN, 1);
    assertThat(covariance(batch(2, 1, 2, Float.POSITIVE_INFINITY, 4)))
        .containsExactly(NAN, NAN, NAN, 1);
  }

  @Test
  void putsTheDirectionOfTheGreatestVarianceFirst() {
    Batch data = batch(3, 0, 0, 1, 4, 0, 1, 2, -1, 1, 2, 1, 1);
    assertThat(pca(data, 2)).containsExactly(1, 0, 0, 1, 0, 0);
    assertThat(pca(data, 3)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(pca(batch(2, 0, 0, 0, 9, 1, 0, 1, 9), 1)).containsExactly(0, 1);
  }

  @Test
  void makesTheGreatestEntryOfAVectorPositive() {
    assertThat(pca(batch(2, 1, 1, -1, -1), 2))
        .as("the last one of entries that are as great")
        .containsExactly(new float[] {ROOT, -ROOT, ROOT, ROOT}, ROUNDING);
    assertThat(pca(batch(2, 1, -2, -1, 2), 1))
        .containsExactly(new float[] {(float) -Math.sqrt(0.2), (float) Math.sqrt(0.8)}, ROUNDING);
    assertThat(pca(batch(2, 2, -1, -2, 1), 1))
        .containsExactly(new float[] {(float) Math.sqrt(0.8), (float) -Math.sqrt(0.2)}, ROUNDING);
  }

  @Test
  void choosesTheFirstAxesIfThereAreNoData() {
    assertThat(pca(batch(3), 2)).containsExactly(1, 0, 0, 1, 0, 0);
  }

  @Test
  void makesVectorsOfLengthOneThatAreOrthogonal() {
    Random random = new Random(4);
    float[] values = new float[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() + (i % 4 == 0 ? 0 : values[i - 1]);
    }
    float[] vectors = pca(batch(4, values), 3);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        float product = 0;
        for (int row = 0; row < 4; row++) {
          product += vectors[row * 3 + i] * vectors[row * 3 + j];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, ROUNDING);
      }
    }
  }

  @Test
  void refusesWhatItCannotCompute() {
    Batch data = batch(2, 1, 2);
    assertThatThrownBy(() -> pca(data, 3))
        .isInstanceOf(ManabiException.class)
        .hasMessage("pca of rows with 2 numbers was asked for 3 vectors; there can be 1 to 2.");
    assertThatThrownBy(() -> pca(batch(2, 1, NAN), 1))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Principal components are asked for of rows with NaN or infinities; replace these before.");
    assertThatThrownBy(() -> covariance(batch(1, 1, 2)))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("covariance was given numbers of the shape [-1];");
  }

  @Test
  void refusesAnAccumulatorOfOtherRows() {
    Covariance three = new Covariance(3);
    byte[] bytes = three.encode(three.create());
    assertThatThrownBy(() -> new Covariance(2).decode(bytes))
        .isInstanceOf(ManabiException.class)
        .hasMessage("An accumulator of a covariance has 3 numbers instead of 2.");
    assertThatThrownBy(() -> three.decode(new byte[] {1}))
        .isInstanceOf(ManabiException.class)
        .hasMessage("These bytes are no accumulator of a covariance.");
  }

  private float[] covariance(Batch data) {
    return result(c -> VectorAnalyzers.covariance(c, c.floats("x")), data);
  }

  private float[] pca(Batch data, int outputDim) {
    return result(c -> VectorAnalyzers.pca(c, c.floats("x"), outputDim), data);
  }

  private float[] result(Function<Columns, Operand<TFloat32>> body, Batch data) {
    TransformGraph graph =
        Analyses.analyze(
            folder,
            data.schema(),
            (tf, c) -> Map.of("y", Analyses.onlyRow(tf, body.apply(c))),
            Analyses.rows(data));
    int length = data.schema().columns().get(0).valueCount().min();
    ColumnValues row = new ColumnValues.Floats(new float[length], RowSplits.uniform(1, length));
    if (data.column("x") instanceof ColumnValues.Int64s) {
      row = new ColumnValues.Int64s(new long[length], RowSplits.uniform(1, length));
    }
    return ((ColumnValues.Floats) Analyses.apply(graph, "f", "y", Batch.of(data.schema(), row)))
        .values();
  }

  private static Batch batch(int columns, float... values) {
    return Batch.of(
        Schema.of(Column.floats("x").ofLength(columns)),
        new ColumnValues.Floats(values, RowSplits.uniform(values.length / columns, columns)));
  }
}
