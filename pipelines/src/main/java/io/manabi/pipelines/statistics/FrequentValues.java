package io.manabi.pipelines.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.ByteString;
import io.manabi.pipelines.statistics.StatisticsStateProto.FrequentValuesState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How often each value is there: exactly, as long as there are not too many; from then on the
 * frequent ones with a known error, by the <a href="https://doi.org/10.1145/2213556.2213562">
 * mergeable summary of Misra and Gries</a>, and the number of different ones by a sketch.
 */
final class FrequentValues<K> {
  /** As many values are kept when there are too many. */
  static final int KEPT = 4096;

  /** More values than this are too many. */
  static final int LIMIT = 2 * KEPT;

  /** The sketch has 2^13 bytes: a standard error of 0.8 %. */
  private static final int PRECISION = 13;

  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private final KeyCodec<K> codec;
  private final ObjLongConsumer<K> overflow;
  private final Map<K, long[]> counts = new HashMap<>();
  private long error;
  private @Nullable UltraLogLog distinct;

  /**
   * Values of a kind.
   *
   * @param overflow gets every value that was counted with its number, in order, when they become
   *     too many; and is given by {@link #merge} what the other one counted exactly, if this one
   *     does not any more
   */
  FrequentValues(KeyCodec<K> codec, ObjLongConsumer<K> overflow) {
    this.codec = codec;
    this.overflow = overflow;
  }

  /** Whether all values are there with their true numbers. */
  boolean exact() {
    return distinct == null;
  }

  void add(K key) {
    long[] count = counts.get(key);
    if (count != null) {
      count[0]++;
      return;
    }
    counts.put(key, new long[] {1});
    if (distinct != null) {
      distinct.add(hash(key));
    }
    if (counts.size() > LIMIT) {
      shrink();
    }
  }

  void merge(FrequentValues<K> other) {
    if (exact() && !other.exact()) {
      becomeInexact();
    }
    UltraLogLog mine = distinct;
    if (mine != null && other.distinct != null) {
      mine.add(other.distinct);
    }
    for (Entry<K> entry : other.sorted()) {
      if (mine != null && other.exact()) {
        mine.add(hash(entry.key));
        overflow.accept(entry.key, entry.count);
      }
      counts.computeIfAbsent(entry.key, key -> new long[1])[0] += entry.count;
    }
    error += other.error;
    if (counts.size() > LIMIT) {
      shrink();
    }
  }

  private long hash(K key) {
    return HASHER.hashBytesToLong(codec.encode(key).toByteArray());
  }

  private void becomeInexact() {
    UltraLogLog sketch = UltraLogLog.create(PRECISION);
    for (Entry<K> entry : sorted()) {
      sketch.add(hash(entry.key));
      overflow.accept(entry.key, entry.count);
    }
    distinct = sketch;
  }

  /** Takes so much from every count that not more than {@link #KEPT} are left. */
  private void shrink() {
    if (exact()) {
      becomeInexact();
    }
    long[] descending =
        counts.values().stream().mapToLong(count -> -count[0]).sorted().map(n -> -n).toArray();
    long taken = descending[KEPT];
    counts.values().removeIf(count -> (count[0] -= taken) <= 0);
    error += taken;
  }

  long distinct() {
    return distinct == null ? counts.size() : Math.round(distinct.getDistinctCountEstimate());
  }

  /** A value with its count. */
  record Entry<K>(K key, long count) {}

  /** The values in their order. */
  List<Entry<K>> sorted() {
    List<Entry<K>> entries = new ArrayList<>(counts.size());
    counts.forEach((key, count) -> entries.add(new Entry<>(key, count[0])));
    entries.sort((left, right) -> codec.compare(left.key, right.key));
    return entries;
  }

  /** The values, the most frequent first. */
  List<ValueFrequency> frequencies() {
    List<Entry<K>> entries = sorted();
    entries.sort(Comparator.comparingLong((Entry<K> entry) -> entry.count).reversed());
    return entries.stream()
        .map(entry -> new ValueFrequency(codec.text(entry.key), entry.count))
        .toList();
  }

  FrequentValuesState encode() {
    FrequentValuesState.Builder state = FrequentValuesState.newBuilder().setError(error);
    for (Entry<K> entry : sorted()) {
      state.addEntryBuilder().setValue(codec.encode(entry.key)).setCount(entry.count);
    }
    if (distinct != null) {
      state.setDistinct(ByteString.copyFrom(distinct.getState()));
    }
    return state.build();
  }

  void decode(FrequentValuesState state) {
    error = state.getError();
    for (FrequentValuesState.Entry entry : state.getEntryList()) {
      counts.put(codec.decode(entry.getValue()), new long[] {entry.getCount()});
    }
    if (!state.getDistinct().isEmpty()) {
      distinct = UltraLogLog.wrap(state.getDistinct().toByteArray());
    }
  }
}
