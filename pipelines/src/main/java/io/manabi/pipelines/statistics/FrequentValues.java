package io.manabi.pipelines.statistics;

import io.manabi.pipelines.statistics.StatisticsStateProto.FrequentValuesState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How often each value is there: exactly, as long as there are not too many; from then on the
 * frequent ones with a known error, by the <a href="https://doi.org/10.1145/2213556.2213562">
 * mergeable summary of Misra and Gries</a>, and all of them by their hashes in a {@link
 * ValueSample}.
 */
final class FrequentValues<K> {
  /** As many values are kept when there are too many. */
  static final int KEPT = 4096;

  /** More values than this are too many. */
  static final int LIMIT = 2 * KEPT;

  /** So many values of the sample are known by more than their hashes. */
  private static final int EXAMPLES = 20;

  private final KeyCodec<K> codec;
  private final ObjLongConsumer<K> overflow;
  private final Map<K, long[]> counts = new HashMap<>();
  private final TreeMap<Long, K> examples = new TreeMap<>();
  private int sampleCapacity;
  private long error;

  /** All values; null as long as {@link #counts} has all of them. */
  private @Nullable ValueSample sample;

  /**
   * Values of a kind.
   *
   * @param sampleCapacity how many values the sample has room for
   * @param overflow gets every value that was counted with its number, in order, when they become
   *     too many; and is given by {@link #merge} what the other one counted exactly, if this one
   *     does not any more
   */
  FrequentValues(KeyCodec<K> codec, int sampleCapacity, ObjLongConsumer<K> overflow) {
    this.codec = codec;
    this.sampleCapacity = sampleCapacity;
    this.overflow = overflow;
  }

  /** Whether all values are there with their true numbers. */
  boolean exact() {
    return sample == null;
  }

  /** How often a value may be there that is not among those that are kept. */
  long error() {
    return error;
  }

  void add(K key) {
    if (sample != null) {
      sample(sample, key, 1);
    }
    long[] count = counts.get(key);
    if (count != null) {
      count[0]++;
      return;
    }
    counts.put(key, new long[] {1});
    if (counts.size() > LIMIT) {
      shrink();
    }
  }

  private void sample(ValueSample into, K key, long count) {
    long hash = codec.hash(key);
    into.add(hash, count);
    if (examples.size() < EXAMPLES || hash < examples.lastKey()) {
      example(hash, key);
    }
  }

  private void example(long hash, K key) {
    examples.put(hash, key);
    if (examples.size() > EXAMPLES) {
      examples.pollLastEntry();
    }
  }

  void merge(FrequentValues<K> other) {
    sampleCapacity = Math.max(sampleCapacity, other.sampleCapacity);
    if (exact() && !other.exact()) {
      becomeInexact();
    }
    ValueSample mine = sample;
    if (mine != null && other.sample != null) {
      mine.merge(other.sample);
      other.examples.forEach(this::example);
    }
    for (Entry<K> entry : other.sorted()) {
      if (mine != null && other.exact()) {
        sample(mine, entry.key, entry.count);
        overflow.accept(entry.key, entry.count);
      }
      counts.computeIfAbsent(entry.key, key -> new long[1])[0] += entry.count;
    }
    error += other.error;
    if (counts.size() > LIMIT) {
      shrink();
    }
  }

  private void becomeInexact() {
    ValueSample all = new ValueSample(sampleCapacity);
    for (Entry<K> entry : sorted()) {
      sample(all, entry.key, entry.count);
      overflow.accept(entry.key, entry.count);
    }
    sample = all;
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

  /** All values by their hashes. */
  ValueSample sample() {
    if (sample != null) {
      return sample.copy();
    }
    ValueSample all = new ValueSample(sampleCapacity);
    counts.forEach((key, count) -> all.add(codec.hash(key), count[0]));
    return all;
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

  /**
   * The values, the most frequent first.
   *
   * @param all the {@link #sample}
   */
  List<ValueFrequency> frequencies(ValueSample all) {
    Map<K, long[]> shown = new HashMap<>(counts);
    examples.values().forEach(key -> shown.putIfAbsent(key, new long[1]));
    List<Map.Entry<K, ValueFrequency>> values = new ArrayList<>(shown.size());
    shown.forEach((key, count) -> values.add(Map.entry(key, frequency(key, count[0], all))));
    values.sort(
        Comparator.comparingLong((Map.Entry<K, ValueFrequency> each) -> each.getValue().count())
            .reversed()
            .thenComparing(Map.Entry::getKey, codec::compare));
    return values.stream().map(Map.Entry::getValue).toList();
  }

  private ValueFrequency frequency(K key, long count, ValueSample all) {
    long hash = codec.hash(key);
    OptionalLong known = all.count(hash);
    return known.isPresent()
        ? new ValueFrequency(codec.text(key), known.getAsLong(), 0, hash)
        : new ValueFrequency(codec.text(key), count, error, hash);
  }

  FrequentValuesState encode() {
    FrequentValuesState.Builder state =
        FrequentValuesState.newBuilder().setError(error).setSampleCapacity(sampleCapacity);
    for (Entry<K> entry : sorted()) {
      state.addEntryBuilder().setValue(codec.encode(entry.key)).setCount(entry.count);
    }
    if (sample != null) {
      state.setSample(sample.encode());
      examples.values().forEach(key -> state.addExample(codec.encode(key)));
    }
    return state.build();
  }

  void decode(FrequentValuesState state) {
    error = state.getError();
    sampleCapacity = state.getSampleCapacity();
    for (FrequentValuesState.Entry entry : state.getEntryList()) {
      counts.put(codec.decode(entry.getValue()), new long[] {entry.getCount()});
    }
    if (state.hasSample()) {
      sample = ValueSample.decode(state.getSample(), sampleCapacity);
      for (var example : state.getExampleList()) {
        K key = codec.decode(example);
        examples.put(codec.hash(key), key);
      }
    }
  }
}
