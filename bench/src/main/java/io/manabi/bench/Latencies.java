package io.manabi.bench;

import java.util.Arrays;
import java.util.List;

/** Times in nanoseconds. */
final class Latencies {
  private long[] values = new long[1 << 12];
  private int size;

  void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = nanos;
  }

  int size() {
    return size;
  }

  /** Those of all, sorted. */
  static Latencies together(List<Latencies> parts) {
    Latencies all = new Latencies();
    all.size = parts.stream().mapToInt(Latencies::size).sum();
    all.values = new long[all.size];
    int next = 0;
    for (Latencies part : parts) {
      System.arraycopy(part.values, 0, all.values, next, part.size);
      next += part.size;
    }
    Arrays.sort(all.values);
    return all;
  }

  /** In microseconds, the one below which this share of them is; of sorted ones only. */
  double micros(double share) {
    return size == 0 ? Double.NaN : values[Math.min(size - 1, (int) (share * size))] / 1e3;
  }
}
