package io.manabi.transform.analyzers;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.ExtremesState;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The least and the greatest of some numbers, their sum and how many there are. NaN is left out. Of
 * no floats the least and the greatest are NaN, of no integers the greatest and the least that
 * there are.
 *
 * @param type INT64 or FLOAT, of the numbers and of the results but the number of them
 */
record Extremes(ColumnType type) implements Analyzer<Extremes.State> {

  /** What is known of a part. */
  static final class State {
    private long count;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;
    private long leastInteger = Long.MAX_VALUE;
    private long greatestInteger = Long.MIN_VALUE;
    private double sum;
    private long integerSum;
  }

  @Override
  public State create() {
    return new State();
  }

  @Override
  public void add(State state, List<ColumnValues> inputs) {
    if (inputs.get(0) instanceof ColumnValues.Int64s ints) {
      for (long value : ints.values()) {
        state.leastInteger = Math.min(state.leastInteger, value);
        state.greatestInteger = Math.max(state.greatestInteger, value);
        state.integerSum += value;
      }
      state.count += ints.values().length;
      return;
    }
    for (float value : Numbers.floats(inputs.get(0))) {
      if (!Float.isNaN(value)) {
        state.count++;
        state.least = Math.min(state.least, value);
        state.greatest = Math.max(state.greatest, value);
        state.sum += value;
      }
    }
  }

  @Override
  public State merge(State left, State right) {
    left.count += right.count;
    left.least = Math.min(left.least, right.least);
    left.greatest = Math.max(left.greatest, right.greatest);
    left.leastInteger = Math.min(left.leastInteger, right.leastInteger);
    left.greatestInteger = Math.max(left.greatestInteger, right.greatestInteger);
    left.sum += right.sum;
    left.integerSum += right.integerSum;
    return left;
  }

  @Override
  public byte[] encode(State state) {
    return ExtremesState.newBuilder()
        .setCount(state.count)
        .setLeast(state.least)
        .setGreatest(state.greatest)
        .setLeastInteger(state.leastInteger)
        .setGreatestInteger(state.greatestInteger)
        .setSum(state.sum)
        .setIntegerSum(state.integerSum)
        .build()
        .toByteArray();
  }

  @Override
  public State decode(byte[] bytes) {
    try {
      ExtremesState encoded = ExtremesState.parseFrom(bytes);
      State state = new State();
      state.count = encoded.getCount();
      state.least = encoded.getLeast();
      state.greatest = encoded.getGreatest();
      state.leastInteger = encoded.getLeastInteger();
      state.greatestInteger = encoded.getGreatestInteger();
      state.sum = encoded.getSum();
      state.integerSum = encoded.getIntegerSum();
      return state;
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no accumulator of extremes.", e);
    }
  }

  @Override
  public List<ResultType> results() {
    ResultType scalar = new ResultType.Tensor(type, Shape.scalar());
    return List.of(scalar, scalar, scalar, new ResultType.Tensor(ColumnType.INT64, Shape.scalar()));
  }

  @Override
  public List<Value> extract(State state) {
    Value count = Value.Tensor.scalar(state.count);
    if (type == ColumnType.INT64) {
      return List.of(
          Value.Tensor.scalar(state.leastInteger),
          Value.Tensor.scalar(state.greatestInteger),
          Value.Tensor.scalar(state.integerSum),
          count);
    }
    boolean none = state.count == 0;
    return List.of(
        Value.Tensor.scalar(none ? Float.NaN : (float) state.least),
        Value.Tensor.scalar(none ? Float.NaN : (float) state.greatest),
        Value.Tensor.scalar((float) state.sum),
        count);
  }
}
