package io.manabi.pipelines.statistics;

import io.manabi.pipelines.statistics.StatisticsStateProto.ValueSampleState;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How often each value is there, told by 64-bit hashes: all values as long as there is room for
 * them, from then on those with the least hashes, each with its true number. Which those are
 * depends on the values only, not on their order; and samples of two data sets choose the same
 * values, so that distributions can be compared by them. A <a
 * href="https://doi.org/10.1145/1281100.1281133">bottom-k sketch</a>.
 */
public final class ValueSample {
  /** Room for so many values where nobody asks for more. */
  static final int CAPACITY = 1 << 15;

  /** Room for so many values where a schema asks for all of them: about 100 MB. */
  static final int EXACT_CAPACITY = 1 << 22;

  private final int capacity;
  private final Long2LongOpenHashMap counts = new Long2LongOpenHashMap();

  /** The greatest hash that is counted. */
  private long limit = Long.MAX_VALUE;

  ValueSample(int capacity) {
    this.capacity = capacity;
  }

  void add(long hash, long count) {
    if (hash > limit) {
      return;
    }
    counts.addTo(hash, count);
    if (counts.size() > 2 * capacity) {
      trim();
    }
  }

  void merge(ValueSample other) {
    if (other.limit < limit) {
      limit = other.limit;
      dropBeyondLimit();
    }
    other
        .counts
        .long2LongEntrySet()
        .fastForEach(each -> add(each.getLongKey(), each.getLongValue()));
    trim();
  }

  /** Leaves out what there is no room for. */
  private void trim() {
    if (counts.size() > capacity) {
      limit = sorted(counts.keySet())[capacity - 1];
      dropBeyondLimit();
    }
  }

  private void dropBeyondLimit() {
    counts.keySet().removeIf((long hash) -> hash > limit);
    counts.trim();
  }

  private static long[] sorted(LongSet hashes) {
    long[] sorted = hashes.toLongArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The same counts in an object of their own. */
  ValueSample copy() {
    ValueSample copy = new ValueSample(capacity);
    copy.merge(this);
    return copy;
  }

  /** Whether all values are in it. */
  public boolean isComplete() {
    return limit == Long.MAX_VALUE;
  }

  /** The share of all different values that are in it, from 0 to 1. */
  public double share() {
    return isComplete() ? 1 : (limit - (double) Long.MIN_VALUE) / 0x1p64;
  }

  /** How many different values there are; an estimate if the sample is not complete. */
  public long distinct() {
    return isComplete() ? counts.size() : Math.round((counts.size() - 1) / share());
  }

  /** The standard error of {@link #distinct}, as a part of it; 0 if the sample is complete. */
  public double distinctError() {
    return isComplete() ? 0 : 1 / Math.sqrt(counts.size() - 2.0);
  }

  /** How often the value with a hash is there, if the sample can tell. */
  public OptionalLong count(long hash) {
    return hash <= limit ? OptionalLong.of(counts.get(hash)) : OptionalLong.empty();
  }

  /** Takes a value of the sample. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes a value.
     *
     * @param hash its hash
     * @param before how often it is in this sample; may be 0
     * @param after how often it is in the other one; may be 0
     */
    void visit(long hash, long before, long after);
  }

  /**
   * Visits all values of this sample and of another one of which both know the true number, in the
   * order of their hashes.
   */
  public void visitBoth(ValueSample other, Visitor visitor) {
    long last = Math.min(limit, other.limit);
    LongSet both = new LongOpenHashSet(counts.keySet());
    both.addAll(other.counts.keySet());
    for (long hash : sorted(both)) {
      if (hash <= last) {
        visitor.visit(hash, counts.get(hash), other.counts.get(hash));
      }
    }
  }

  ValueSampleState encode() {
    trim();
    ValueSampleState.Builder state = ValueSampleState.newBuilder().setLimit(limit);
    for (long hash : sorted(counts.keySet())) {
      state.addHash(hash).addCount(counts.get(hash));
    }
    return state.build();
  }

  static ValueSample decode(ValueSampleState state, int capacity) {
    ValueSample sample = new ValueSample(capacity);
    sample.limit = state.getLimit();
    sample.counts.ensureCapacity(state.getHashCount());
    for (int i = 0; i < state.getHashCount(); i++) {
      sample.counts.put(state.getHash(i), state.getCount(i));
    }
    return sample;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValueSample sample
        && limit == sample.limit
        && counts.equals(sample.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return distinct() + " different values" + (isComplete() ? "" : ", about");
  }
}
