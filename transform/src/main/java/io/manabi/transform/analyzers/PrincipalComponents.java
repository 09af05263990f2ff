package io.manabi.transform.analyzers;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;

/**
 * The directions in which rows of numbers vary most. They are computed when the data are known, and
 * are no ops of the graph: other machines would choose other ones where several are as good.
 *
 * @param covariance of the rows
 * @param outputDim how many directions
 */
record PrincipalComponents(Covariance covariance, int outputDim) implements Analyzer<CoMoments> {
  /** Entries of a direction that differ less are the same but for rounding. */
  private static final double ROUNDING = 1e-6;

  @Override
  public CoMoments create() {
    return covariance.create();
  }

  @Override
  public void add(CoMoments moments, List<ColumnValues> inputs) {
    covariance.add(moments, inputs);
  }

  @Override
  public CoMoments merge(CoMoments left, CoMoments right) {
    return covariance.merge(left, right);
  }

  @Override
  public byte[] encode(CoMoments moments) {
    return covariance.encode(moments);
  }

  @Override
  public CoMoments decode(byte[] bytes) {
    return covariance.decode(bytes);
  }

  @Override
  public List<ResultType> results() {
    return List.of(new ResultType.Tensor(ColumnType.FLOAT, shape()));
  }

  @Override
  public List<Value> extract(CoMoments moments) {
    float[] result = new float[covariance.columns() * outputDim];
    if (moments.isEmpty()) {
      for (int i = 0; i < outputDim; i++) {
        result[i * outputDim + i] = 1;
      }
    } else {
      double[][] vectors = eigenvectors(moments.covariance());
      for (int i = 0; i < outputDim; i++) {
        double[] vector = vectors[vectors.length - 1 - i];
        double sign = sign(vector);
        for (int row = 0; row < vector.length; row++) {
          result[row * outputDim + i] = (float) (sign * vector[row]) + 0f; // Not -0.
        }
      }
    }
    return List.of(Value.Tensor.of(shape(), result));
  }

  private Shape shape() {
    return Shape.of(covariance.columns(), outputDim);
  }

  /** Of length 1, in the order of their eigenvalues, going up. */
  private static double[][] eigenvectors(double[][] symmetric) {
    if (!Arrays.stream(symmetric).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
      throw ManabiException.user(
          "Principal components are asked for of rows with NaN or infinities; replace these before.");
    }
    int size = symmetric.length;
    double[][] vectors = new double[size][size];
    try (EagerSession session = EagerSession.create()) {
      Ops tf = GraphOps.create(session);
      DoubleNdArray found = tf.linalg.selfAdjointEig(tf.constant(symmetric)).v().asTensor();
      for (int i = 0; i < size; i++) {
        for (int row = 0; row < size; row++) {
          vectors[i][row] = found.getDouble(row, i);
        }
      }
    }
    return vectors;
  }

  /** What makes the greatest entry positive, the last one of those that are as great. */
  private static double sign(double[] vector) {
    double greatest = 0;
    double sign = 1;
    for (double value : vector) {
      if (Math.abs(value) >= greatest * (1 - ROUNDING)) {
        greatest = Math.max(greatest, Math.abs(value));
        sign = Math.signum(value);
      }
    }
    return sign;
  }
}
