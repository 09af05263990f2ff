package io.manabi.transform.analyzers;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.MomentsState;
import io.manabi.transform.sketches.MeanAndVariance;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The mean and the biased variance of numbers, NaN and infinities left out. They are 0 if there are
 * none.
 */
record Moments() implements Analyzer<MeanAndVariance> {

  @Override
  public MeanAndVariance create() {
    return new MeanAndVariance();
  }

  @Override
  public void add(MeanAndVariance moments, List<ColumnValues> inputs) {
    for (double value : Numbers.doubles(inputs.get(0))) {
      if (Double.isFinite(value)) {
        moments.add(value);
      }
    }
  }

  @Override
  public MeanAndVariance merge(MeanAndVariance left, MeanAndVariance right) {
    left.merge(right);
    return left;
  }

  @Override
  public byte[] encode(MeanAndVariance moments) {
    return MomentsState.newBuilder()
        .setCount((double) moments.count())
        .setMean(moments.mean())
        .setM2(moments.squares())
        .build()
        .toByteArray();
  }

  @Override
  public MeanAndVariance decode(byte[] bytes) {
    try {
      MomentsState encoded = MomentsState.parseFrom(bytes);
      return new MeanAndVariance((long) encoded.getCount(), encoded.getMean(), encoded.getM2());
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
  public List<Value> extract(MeanAndVariance moments) {
    return List.of(
        Value.Tensor.scalar((float) moments.mean()),
        Value.Tensor.scalar((float) moments.variance()));
  }
}
