package io.manabi.transform.analyzers;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.transform.Analyzer;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The biased covariance of the columns of rows of numbers; 0 of no rows.
 *
 * @param columns how many numbers a row has
 */
record Covariance(int columns) implements Analyzer<CoMoments> {

  @Override
  public CoMoments create() {
    return new CoMoments(columns);
  }

  @Override
  public void add(CoMoments moments, List<ColumnValues> inputs) {
    moments.add(CoMoments.of(Numbers.doubles(inputs.get(0)), columns));
  }

  @Override
  public CoMoments merge(CoMoments left, CoMoments right) {
    left.add(right);
    return left;
  }

  @Override
  public byte[] encode(CoMoments moments) {
    return moments.encode();
  }

  @Override
  public CoMoments decode(byte[] bytes) {
    return CoMoments.decode(bytes, columns);
  }

  @Override
  public List<ResultType> results() {
    return List.of(new ResultType.Tensor(ColumnType.FLOAT, Shape.of(columns, columns)));
  }

  @Override
  public List<Value> extract(CoMoments moments) {
    double[][] covariance = moments.covariance();
    float[] values = new float[columns * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) covariance[i / columns][i % columns];
    }
    return List.of(Value.Tensor.of(Shape.of(columns, columns), values));
  }
}
