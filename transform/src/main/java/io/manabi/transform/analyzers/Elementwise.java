package io.manabi.transform.analyzers;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.ElementwiseState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * Another analyzer for each place of a row by itself. What is a scalar for the other has the shape
 * of a row here; what is [1, m] is [n, m].
 *
 * @param of the other analyzer, of one input, whose results do not depend on rows
 * @param row the shape of a row
 */
record Elementwise<A>(Analyzer<A> of, List<Long> row) implements Analyzer<List<A>> {

  @Override
  public List<A> create() {
    return new ArrayList<>(IntStream.range(0, places()).mapToObj(place -> of.create()).toList());
  }

  @Override
  public void add(List<A> states, List<ColumnValues> inputs) {
    for (int place = 0; place < states.size(); place++) {
      of.add(states.get(place), List.of(numbers(inputs.get(0), place)));
    }
  }

  private ColumnValues numbers(ColumnValues rows, int place) {
    int places = places();
    int count = rows.splits().values() / places;
    if (rows instanceof ColumnValues.Int64s ints) {
      long[] numbers = new long[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = ints.values()[i * places + place];
      }
      return new ColumnValues.Int64s(numbers);
    }
    float[] floats = Numbers.floats(rows);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = floats[i * places + place];
    }
    return new ColumnValues.Floats(numbers);
  }

  @Override
  public List<A> merge(List<A> left, List<A> right) {
    for (int place = 0; place < left.size(); place++) {
      left.set(place, of.merge(left.get(place), right.get(place)));
    }
    return left;
  }

  @Override
  public byte[] encode(List<A> states) {
    ElementwiseState.Builder message = ElementwiseState.newBuilder();
    states.forEach(state -> message.addStates(UnsafeByteOperations.unsafeWrap(of.encode(state))));
    return message.build().toByteArray();
  }

  @Override
  public List<A> decode(byte[] bytes) {
    try {
      List<A> states = new ArrayList<>();
      for (ByteString state : ElementwiseState.parseFrom(bytes).getStatesList()) {
        states.add(of.decode(state.toByteArray()));
      }
      if (states.size() != places()) {
        throw ManabiException.user(
            String.format(
                Locale.ROOT,
                "An accumulator of rows with %d numbers has those of %d.",
                places(),
                states.size()));
      }
      return states;
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.user("These bytes are no accumulator of rows of numbers.", e);
    }
  }

  @Override
  public List<ResultType> results() {
    return of.results().stream()
        .map(ResultType.Tensor.class::cast)
        .<ResultType>map(each -> new ResultType.Tensor(each.type(), shape(each.shape())))
        .toList();
  }

  @Override
  public List<Value> extract(List<A> states) {
    List<List<Value>> all = states.stream().map(of::extract).toList();
    List<ResultType> results = of.results();
    return IntStream.range(0, results.size())
        .<Value>mapToObj(
            result ->
                joined(all.stream().map(values -> (Value.Tensor) values.get(result)).toList()))
        .toList();
  }

  private Value.Tensor joined(List<Value.Tensor> places) {
    Value.Tensor first = places.get(0);
    List<ColumnValues> values = places.stream().map(Value.Tensor::values).toList();
    return new Value.Tensor(shape(first.shape()), Numbers.joined(first.values().type(), values));
  }

  private Shape shape(Shape each) {
    return each.numDimensions() == 0 ? shapeOfRow() : Shape.of(places(), each.get(1));
  }

  private int places() {
    return Math.toIntExact(shapeOfRow().size());
  }

  private Shape shapeOfRow() {
    return Shape.of(row.stream().mapToLong(size -> size).toArray());
  }
}
