package io.manabi.pipelines.statistics;

import io.manabi.pipelines.FoundColumns;
import java.io.Serializable;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.Combine;

/**
 * Merges the statistics of splits as they come, in pairs that depend on their numbers only: split 0
 * with 1, 2 with 3, then the first pair with the second. So the result is always the same to the
 * last bit, and no more than a few wait for each other.
 */
final class MergeInOrder
    extends Combine.CombineFn<MergeInOrder.Part, MergeInOrder.Parts, MergeInOrder.Part> {
  private static final long serialVersionUID = 1L;

  /**
   * The statistics of some splits that follow each other.
   *
   * @param first the number of the first one, a multiple of 2^level
   * @param level there are 2^level of them
   * @param statistics their encoded statistics
   * @param columns the encoded columns of those of them that had rows which did not fit
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(int first, int level, byte[] statistics, byte[] columns) implements Serializable {
    private Part mergedInto(Part left, int newLevel) {
      StatisticsAccumulator sum = StatisticsAccumulator.fromBytes(left.statistics);
      sum.merge(StatisticsAccumulator.fromBytes(statistics));
      FoundColumns found = FoundColumns.fromBytes(left.columns);
      return new Part(
          left.first,
          newLevel,
          sum.toBytes(),
          found.and(FoundColumns.fromBytes(columns)).toBytes());
    }
  }

  /** Parts that wait for others, by the number of their first split. */
  static final class Parts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<Integer, Part> waiting = new TreeMap<>();

    void add(Part part) {
      Part whole = part;
      while (true) {
        Part sibling = waiting.get(whole.first() ^ (1 << whole.level()));
        if (sibling == null || sibling.level() != whole.level()) {
          waiting.put(whole.first(), whole);
          return;
        }
        waiting.remove(sibling.first());
        whole = whole.first() < sibling.first() ? merge(whole, sibling) : merge(sibling, whole);
      }
    }

    private static Part merge(Part left, Part right) {
      return right.mergedInto(left, left.level() + 1);
    }
  }

  @Override
  public Parts createAccumulator() {
    return new Parts();
  }

  @Override
  public Parts addInput(Parts parts, Part part) {
    parts.add(part);
    return parts;
  }

  @Override
  public Parts mergeAccumulators(Iterable<Parts> all) {
    Parts result = new Parts();
    for (Parts parts : all) {
      parts.waiting.values().forEach(result::add);
    }
    return result;
  }

  @Override
  public Part extractOutput(Parts parts) {
    Part sum = new Part(0, 0, new StatisticsAccumulator().toBytes(), FoundColumns.NONE.toBytes());
    for (Part part : parts.waiting.values()) {
      sum = part.mergedInto(sum, 0);
    }
    return sum;
  }
}
