package io.manabi.transform.analyzers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.KeyedState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * Another analyzer for each key by itself. The first input has the keys, strings or integers, which
 * are then decimal strings: one for each value of the other inputs, or one for each row. The
 * results are the keys in the order of their bytes, and those of the other analyzer one after the
 * other: [k] of scalars, else [k, n].
 *
 * @param of the other analyzer, whose results do not depend on rows; it gets the keys if they are
 *     the only input
 * @param file the name of a file with a line for each key, which is then the only result: the
 *     other's results with commas between, a space, the key. Keys with a line end are left out.
 *     Null for tensors
 */
record PerKey<A>(Analyzer<A> of, @Nullable String file) implements Analyzer<Map<ByteBuffer, A>> {

  @Override
  public Map<ByteBuffer, A> create() {
    return new HashMap<>();
  }

  @Override
  public void check(List<ColumnValues> inputs) {
    KeyGroups.check(inputs.get(0).splits(), inputs.get(Math.min(1, inputs.size() - 1)).splits());
  }

  @Override
  public void add(Map<ByteBuffer, A> states, List<ColumnValues> inputs) {
    List<ColumnValues> values = inputs.subList(inputs.size() == 1 ? 0 : 1, inputs.size());
    KeyGroups groups = new KeyGroups(inputs.get(0), values.get(0).splits());
    for (int i = 0; i < groups.keys().size(); i++) {
      int group = i;
      if (groups.size(group) > 0) {
        of.add(
            states.computeIfAbsent(groups.keys().get(group), key -> of.create()),
            values.stream().map(input -> groups.of(group, input)).toList());
      }
    }
  }

  @Override
  public Map<ByteBuffer, A> merge(Map<ByteBuffer, A> left, Map<ByteBuffer, A> right) {
    right.forEach((key, state) -> left.merge(key, state, of::merge));
    return left;
  }

  @Override
  public byte[] encode(Map<ByteBuffer, A> states) {
    KeyedState.Builder message = KeyedState.newBuilder();
    for (Map.Entry<ByteBuffer, A> entry : sorted(states)) {
      message.addKeys(UnsafeByteOperations.unsafeWrap(entry.getKey().array()));
      message.addStates(UnsafeByteOperations.unsafeWrap(of.encode(entry.getValue())));
    }
    return message.build().toByteArray();
  }

  @Override
  public Map<ByteBuffer, A> decode(byte[] bytes) {
    try {
      KeyedState message = KeyedState.parseFrom(bytes);
      Map<ByteBuffer, A> states = new HashMap<>();
      List<ByteString> encoded = message.getStatesList();
      for (int i = 0; i < message.getKeysCount(); i++) {
        states.put(
            ByteBuffer.wrap(message.getKeys(i).toByteArray()),
            of.decode(encoded.get(i).toByteArray()));
      }
      return states;
    } catch (InvalidProtocolBufferException | IndexOutOfBoundsException e) {
      throw ManabiException.internal(
          "What is kept of the keys of an analyzer cannot be read; delete the analyzer cache to compute it again.",
          e);
    }
  }

  @Override
  public List<ResultType> results() {
    if (file != null) {
      return List.of(new ResultType.Asset(file));
    }
    List<ResultType> results = new ArrayList<>();
    results.add(new ResultType.Tensor(ColumnType.BYTES, Shape.of(-1)));
    for (Value.Tensor each : tensors(of.create())) {
      results.add(new ResultType.Tensor(each.values().type(), shape(-1, each)));
    }
    return results;
  }

  @Override
  public List<Value> extract(Map<ByteBuffer, A> states) {
    List<Map.Entry<ByteBuffer, A>> sorted = sorted(states);
    if (file != null) {
      return List.of(
          new Value.Lines(
              () ->
                  sorted.stream()
                      .filter(entry -> fitsLine(entry.getKey().array()))
                      .map(entry -> line(entry.getKey().array(), tensors(entry.getValue())))
                      .iterator()));
    }
    List<Value> results = new ArrayList<>();
    results.add(
        Value.Tensor.of(
            sorted.stream().map(entry -> entry.getKey().array()).toArray(byte[][]::new)));
    List<List<Value.Tensor>> all = sorted.stream().map(entry -> tensors(entry.getValue())).toList();
    List<Value.Tensor> none = tensors(of.create());
    for (int i = 0; i < none.size(); i++) {
      int result = i;
      results.add(
          new Value.Tensor(
              shape(all.size(), none.get(i)),
              Numbers.joined(
                  none.get(i).values().type(),
                  all.stream().map(each -> each.get(result).values()).toList())));
    }
    return results;
  }

  private List<Value.Tensor> tensors(A state) {
    return of.extract(state).stream().map(Value.Tensor.class::cast).toList();
  }

  private List<Map.Entry<ByteBuffer, A>> sorted(Map<ByteBuffer, A> states) {
    return states.entrySet().stream()
        .sorted(
            (left, right) -> Arrays.compareUnsigned(left.getKey().array(), right.getKey().array()))
        .toList();
  }

  private static Shape shape(long keys, Value.Tensor each) {
    return each.shape().numDimensions() == 0 ? Shape.of(keys) : Shape.of(keys, each.shape().size());
  }

  private static boolean fitsLine(byte[] key) {
    for (byte b : key) {
      if (b == '\n') {
        return false;
      }
    }
    return true;
  }

  private static byte[] line(byte[] key, List<Value.Tensor> results) {
    byte[] numbers =
        (results.stream().map(PerKey::text).collect(Collectors.joining(",")) + " ")
            .getBytes(ISO_8859_1);
    byte[] line = Arrays.copyOf(numbers, numbers.length + key.length);
    System.arraycopy(key, 0, line, numbers.length, key.length);
    return line;
  }

  private static String text(Value.Tensor result) {
    return result.values() instanceof ColumnValues.Int64s ints
        ? Arrays.stream(ints.values()).mapToObj(Long::toString).collect(Collectors.joining(","))
        : floats(((ColumnValues.Floats) result.values()).values());
  }

  private static String floats(float[] values) {
    List<String> texts = new ArrayList<>();
    for (float value : values) {
      // TensorFlow reads infinity by its short name.
      texts.add(Float.toString(value).replace("Infinity", "inf"));
    }
    return String.join(",", texts);
  }
}
