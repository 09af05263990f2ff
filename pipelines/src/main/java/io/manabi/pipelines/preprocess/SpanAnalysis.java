package io.manabi.pipelines.preprocess;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.pipelines.preprocess.SpanStateProto.SpanState;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What analyzers know of a span, or of a part of it.
 *
 * @param rows how many rows were used
 * @param badRows how many could not be used
 * @param accumulators one for each analyzer, encoded
 */
record SpanAnalysis(long rows, long badRows, List<byte[]> accumulators) implements Serializable {
  /** Of this encoding and of those of all accumulators: kept ones of another are not used. */
  private static final int VERSION = 2;

  byte[] encode() {
    SpanState.Builder state =
        SpanState.newBuilder().setVersion(VERSION).setRows(rows).setBadRows(badRows);
    accumulators.forEach(
        accumulator -> state.addAccumulators(UnsafeByteOperations.unsafeWrap(accumulator)));
    return state.build().toByteArray();
  }

  /** What was encoded, or nothing if another release did it or bytes are missing. */
  static Optional<SpanAnalysis> decode(byte[] bytes) {
    try {
      SpanState state = SpanState.parseFrom(bytes);
      return state.getVersion() == VERSION
          ? Optional.of(
              new SpanAnalysis(
                  state.getRows(),
                  state.getBadRows(),
                  state.getAccumulatorsList().stream().map(ByteString::toByteArray).toList()))
          : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
