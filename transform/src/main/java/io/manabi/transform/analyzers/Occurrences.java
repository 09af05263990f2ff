package io.manabi.transform.analyzers;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.OccurrencesState;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** How many values there are, whatever they are. */
record Occurrences() implements Analyzer<long[]> {

  @Override
  public long[] create() {
    return new long[1];
  }

  @Override
  public void add(long[] count, List<ColumnValues> inputs) {
    count[0] += inputs.get(0).splits().values();
  }

  @Override
  public long[] merge(long[] left, long[] right) {
    left[0] += right[0];
    return left;
  }

  @Override
  public byte[] encode(long[] count) {
    return OccurrencesState.newBuilder().setCount(count[0]).build().toByteArray();
  }

  @Override
  public long[] decode(byte[] bytes) {
    try {
      return new long[] {OccurrencesState.parseFrom(bytes).getCount()};
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no accumulator of a count.", e);
    }
  }

  @Override
  public List<ResultType> results() {
    return List.of(new ResultType.Tensor(ColumnType.INT64, Shape.scalar()));
  }

  @Override
  public List<Value> extract(long[] count) {
    return List.of(Value.Tensor.scalar(count[0]));
  }
}
