package io.manabi.pipelines.statistics;

import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.pipelines.statistics.StatisticsStateProto.StringState;

/** What is known so far of the strings of a column. */
final class StringColumn {
  private static final int LONGEST_KEY = 256;
  private static final int BEGINNING = 200;

  private final FrequentValues<ByteString> frequent;
  private long count;
  private long bytes;
  private long minLength;
  private long maxLength;
  private long notUtf8;

  StringColumn(int sampleCapacity) {
    this.frequent = new FrequentValues<>(KeyCodec.BYTES, sampleCapacity, (key, count) -> {});
  }

  FrequentValues<ByteString> frequent() {
    return frequent;
  }

  void add(byte[] value) {
    length(value.length, value.length);
    count++;
    bytes += value.length;
    ByteString key = UnsafeByteOperations.unsafeWrap(value);
    if (!key.isValidUtf8()) {
      notUtf8++;
    }
    frequent.add(value.length <= LONGEST_KEY ? key : shortened(key));
  }

  /** A long value would fill the memory, and nobody reads it: its hash tells it from others. */
  private static ByteString shortened(ByteString value) {
    String hash = Long.toHexString(Hashing.xxh3_64().hashBytesToLong(value.toByteArray()));
    return value.substring(0, BEGINNING).concat(ByteString.copyFromUtf8("… (" + hash + ")"));
  }

  /** Called before the values are counted. */
  private void length(long low, long high) {
    minLength = count == 0 ? low : Math.min(minLength, low);
    maxLength = count == 0 ? high : Math.max(maxLength, high);
  }

  void merge(StringColumn other) {
    if (other.count > 0) {
      length(other.minLength, other.maxLength);
    }
    count += other.count;
    bytes += other.bytes;
    notUtf8 += other.notUtf8;
    frequent.merge(other.frequent);
  }

  StringStatistics statistics() {
    return new StringStatistics(
        count == 0 ? 0 : (double) bytes / count, minLength, maxLength, notUtf8);
  }

  StringState encode() {
    return StringState.newBuilder()
        .setBytes(bytes)
        .setMinLength(minLength)
        .setMaxLength(maxLength)
        .setNotUtf8(notUtf8)
        .build();
  }

  void decode(StringState state, long values) {
    count = values;
    bytes = state.getBytes();
    minLength = state.getMinLength();
    maxLength = state.getMaxLength();
    notUtf8 = state.getNotUtf8();
  }
}
