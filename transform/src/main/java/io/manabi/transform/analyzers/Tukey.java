package io.manabi.transform.analyzers;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.MomentsState;
import io.manabi.transform.accumulators.QuantilesState;
import io.manabi.transform.accumulators.TukeyState;
import io.manabi.transform.sketches.LMoments;
import io.manabi.transform.sketches.MeanAndVariance;
import io.manabi.transform.sketches.QuantileSketch;
import java.util.Collections;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The location and the scale of numbers, and how long their tails are, by their L-moments. NaN and
 * infinities are left out. Unlike tf.Transform, which averages the L-moments of batches, these are
 * the L-moments of all numbers, so that results do not depend on the sizes of batches and few
 * numbers of a key in each are enough.
 */
record Tukey() implements Analyzer<Tukey.State> {
  private static final double EPSILON = 0.001;
  private static final Moments MOMENTS = new Moments();

  /**
   * What is known of a part.
   *
   * @param moments of the exact mean
   * @param values of the other L-moments
   */
  record State(MeanAndVariance moments, QuantileSketch values) {}

  @Override
  public State create() {
    return new State(MOMENTS.create(), new QuantileSketch(EPSILON));
  }

  @Override
  public void add(State state, List<ColumnValues> inputs) {
    MOMENTS.add(state.moments, inputs);
    for (float value : Numbers.floats(inputs.get(0))) {
      if (Float.isFinite(value)) {
        state.values.add(value, 1);
      }
    }
  }

  @Override
  public State merge(State left, State right) {
    left.values.merge(right.values);
    return new State(MOMENTS.merge(left.moments, right.moments), left.values);
  }

  @Override
  public byte[] encode(State state) {
    try {
      return TukeyState.newBuilder()
          .setMoments(MomentsState.parseFrom(MOMENTS.encode(state.moments)))
          .setQuantiles(QuantilesState.parseFrom(state.values.encode()))
          .build()
          .toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A message cannot be read that was just written.", e);
    }
  }

  @Override
  public State decode(byte[] bytes) {
    try {
      TukeyState state = TukeyState.parseFrom(bytes);
      return new State(
          MOMENTS.decode(state.getMoments().toByteArray()),
          QuantileSketch.decode(state.getQuantiles().toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no accumulator of tails.", e);
    }
  }

  @Override
  public List<ResultType> results() {
    return Collections.nCopies(4, new ResultType.Tensor(ColumnType.FLOAT, Shape.scalar()));
  }

  @Override
  public List<Value> extract(State state) {
    LMoments moments = state.values.lMoments();
    boolean tails = moments.l2() > 0 && moments.count() >= 4;
    TukeyHh distribution =
        tails
            ? TukeyHh.fit(moments.l3() / moments.l2(), moments.l4() / moments.l2())
            : new TukeyHh(0, 0);
    double scale = moments.l2() > 0 ? moments.l2() / distribution.lScale() : 1;
    double location = state.moments.mean() - scale * distribution.lMean();
    return List.of(
        Value.Tensor.scalar((float) location),
        Value.Tensor.scalar((float) scale),
        Value.Tensor.scalar((float) distribution.left()),
        Value.Tensor.scalar((float) distribution.right()));
  }
}
