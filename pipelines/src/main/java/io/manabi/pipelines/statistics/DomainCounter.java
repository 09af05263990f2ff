package io.manabi.pipelines.statistics;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.pipelines.statistics.StatisticsStateProto.DomainState;
import io.manabi.transform.IntegerRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the values outside a domain. */
final class DomainCounter {
  private static final int EXAMPLES = 3;
  private static final int LONGEST = 100;

  private final @Nullable Domain domain;
  private final Set<ByteString> strings = new HashSet<>();
  private final List<String> examples = new ArrayList<>();
  private long outside;
  private long below;

  DomainCounter(Domain domain) {
    this.domain = domain;
    if (domain.strings() != null) {
      domain.strings().forEach(each -> strings.add(ByteString.copyFromUtf8(each)));
    }
  }

  /** What was counted before; nothing can be added but by merging. */
  private DomainCounter(DomainState state) {
    this.domain = null;
    this.outside = state.getOutside();
    this.below = state.getBelow();
    this.examples.addAll(state.getExampleList());
  }

  void add(long value, long count) {
    IntegerRange range = requireNonNull(requireNonNull(domain).integers());
    if (value < range.min() || value > range.max()) {
      count(count, value < range.min());
      example(Long.toString(value));
    }
  }

  void add(double value, long count) {
    Domain.Floats range = requireNonNull(requireNonNull(domain).floats());
    boolean between = range.whole() && value != Math.rint(value);
    if (value < range.min() || value > range.max() || between) {
      count(count, value < range.min());
      example(KeyCodec.FLOAT.text(value));
    }
  }

  void add(byte[] value) {
    if (!strings.contains(UnsafeByteOperations.unsafeWrap(value))) {
      count(1, false);
      if (examples.size() < EXAMPLES) {
        example(new String(value, StandardCharsets.UTF_8));
      }
    }
  }

  void add(String value, long count) {
    if (!strings.contains(ByteString.copyFromUtf8(value))) {
      count(count, false);
      example(value);
    }
  }

  private void count(long count, boolean isBelow) {
    outside += count;
    below += isBelow ? count : 0;
  }

  private void example(String value) {
    String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    if (examples.size() < EXAMPLES && !examples.contains(shown)) {
      examples.add(shown);
    }
  }

  void merge(DomainCounter other) {
    outside += other.outside;
    below += other.below;
    other.examples.forEach(this::example);
  }

  DomainCount count() {
    return new DomainCount(outside, below, examples);
  }

  DomainState encode() {
    return DomainState.newBuilder()
        .setOutside(outside)
        .setBelow(below)
        .addAllExample(examples)
        .build();
  }

  static DomainCounter decode(DomainState state) {
    return new DomainCounter(state);
  }
}
