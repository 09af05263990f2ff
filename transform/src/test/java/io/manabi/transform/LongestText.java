package io.manabi.transform;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** The number of bytes of the longest string: an analyzer as a user would write it. */
record LongestText() implements Analyzer<long[]> {
  @Override
  public long[] create() {
    return new long[1];
  }

  @Override
  public void add(long[] longest, List<ColumnValues> inputs) {
    for (byte[] text : ((ColumnValues.Bytes) inputs.get(0)).values()) {
      longest[0] = Math.max(longest[0], text.length);
    }
  }

  @Override
  public long[] merge(long[] left, long[] right) {
    return new long[] {Math.max(left[0], right[0])};
  }

  @Override
  public byte[] encode(long[] longest) {
    return Long.toString(longest[0]).getBytes(US_ASCII);
  }

  @Override
  public long[] decode(byte[] bytes) {
    return new long[] {Long.parseLong(new String(bytes, US_ASCII))};
  }

  @Override
  public List<ResultType> results() {
    return List.of(new ResultType.Tensor(ColumnType.INT64, Shape.scalar()));
  }

  @Override
  public List<Value> extract(long[] longest) {
    return List.of(Value.Tensor.scalar(longest[0]));
  }
}
