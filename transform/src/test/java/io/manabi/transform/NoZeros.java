package io.manabi.transform;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * A sum of reciprocals that cannot be made of zeros, written by a user who thought of them or not.
 *
 * @param checks whether it looks for zeros before it adds
 */
record NoZeros(boolean checks) implements Analyzer<long[]> {
  @Override
  public long[] create() {
    return new long[1];
  }

  @Override
  public void check(List<ColumnValues> inputs) {
    if (checks) {
      add(create(), inputs);
    }
  }

  @Override
  public void add(long[] sum, List<ColumnValues> inputs) {
    for (long value : ((ColumnValues.Int64s) inputs.get(0)).values()) {
      sum[0] += 100 / value;
    }
  }

  @Override
  public long[] merge(long[] left, long[] right) {
    return new long[] {left[0] + right[0]};
  }

  @Override
  public byte[] encode(long[] sum) {
    return new byte[] {(byte) sum[0]};
  }

  @Override
  public long[] decode(byte[] bytes) {
    return new long[] {bytes[0]};
  }

  @Override
  public List<ResultType> results() {
    return List.of(new ResultType.Tensor(ColumnType.INT64, Shape.scalar()));
  }

  @Override
  public List<Value> extract(long[] sum) {
    return List.of(Value.Tensor.scalar(sum[0]));
  }
}
