package io.manabi.transform.analyzers;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.MomentsState;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The mean and the biased variance of numbers, NaN and infinities left out. They are 0 if there are
 * none. See T. Chan, G. Golub and R. LeVeque, <a href="https://doi.org/10.2307/2683386">Algorithms
 * for Computing the Sample Variance</a>.
 */
record Moments() implements Analyzer<Moments.State> {

  /** What is known of a part. */
  static final class State {
    private double count;
    private double mean;
    private double m2;

    double mean() {
      return mean;
    }

    private void add(State other) {
      if (other.count == 0) {
        return;
      }
      double total = count + other.count;
      double delta = other.mean - mean;
      m2 += other.m2 + delta * delta * count * other.count / total;
      mean = count == 0 ? other.mean : mean + delta * other.count / total;
      count = total;
    }
  }

  @Override
  public State create() {
    return new State();
  }

  @Override
  public void add(State state, List<ColumnValues> inputs) {
    state.add(inputs.get(0) instanceof ColumnValues.Int64s ints ? of(ints) : of(inputs.get(0)));
  }

  private static State of(ColumnValues.Int64s ints) {
    State state = new State();
    state.count = ints.values().length;
    double sum = 0;
    for (long value : ints.values()) {
      sum += (double) value;
    }
    state.mean = state.count == 0 ? 0 : sum / state.count;
    for (long value : ints.values()) {
      state.m2 += (value - state.mean) * (value - state.mean);
    }
    return state;
  }

  private static State of(ColumnValues values) {
    float[] floats = Numbers.floats(values);
    State state = new State();
    double sum = 0;
    for (float value : floats) {
      if (Float.isFinite(value)) {
        state.count++;
        sum += value;
      }
    }
    state.mean = state.count == 0 ? 0 : sum / state.count;
    for (float value : floats) {
      if (Float.isFinite(value)) {
        state.m2 += (value - state.mean) * (value - state.mean);
      }
    }
    return state;
  }

  @Override
  public State merge(State left, State right) {
    left.add(right);
    return left;
  }

  @Override
  public byte[] encode(State state) {
    return MomentsState.newBuilder()
        .setCount(state.count)
        .setMean(state.mean)
        .setM2(state.m2)
        .build()
        .toByteArray();
  }

  @Override
  public State decode(byte[] bytes) {
    try {
      MomentsState encoded = MomentsState.parseFrom(bytes);
      State state = new State();
      state.count = encoded.getCount();
      state.mean = encoded.getMean();
      state.m2 = encoded.getM2();
      return state;
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no accumulator of a mean.", e);
    }
  }

  @Override
  public List<ResultType> results() {
    ResultType scalar = new ResultType.Tensor(ColumnType.FLOAT, Shape.scalar());
    return List.of(scalar, scalar);
  }

  @Override
  public List<Value> extract(State state) {
    double variance = state.count == 0 ? 0 : state.m2 / state.count;
    return List.of(Value.Tensor.scalar((float) state.mean), Value.Tensor.scalar((float) variance));
  }
}
