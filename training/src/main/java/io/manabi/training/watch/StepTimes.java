package io.manabi.training.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the time of steps went into. Each moment counts once, for the first of {@link Part} that was
 * at work then on any device of the step: so the time of sending and receiving is what a step
 * waited for, not what was sent while it computed.
 *
 * @param steps how many steps
 * @param micros the time of all of them, in parts
 */
record StepTimes(int steps, Map<Part, Long> micros) {
  /** What an operation is for. */
  enum Part {
    /** Layers, loss and gradients. */
    COMPUTE("compute"),
    /** Whatever does not depend on parameters: reading, parsing, and what is done to examples. */
    INPUT("input"),
    /** The update of parameters. */
    APPLY("apply"),
    /** Messages to and from other tasks. */
    TRANSFER("send/receive"),
    /** No operation. */
    OTHER("other");

    private final String text;

    Part(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** An operation that ran. */
  record Work(Part part, long fromMicros, long toMicros) {}

  /** A step that took nothing. */
  static StepTimes none() {
    return new StepTimes(0, Map.of());
  }

  /** With a step in addition. */
  StepTimes plus(List<Work> step) {
    Map<Part, Long> sums = new EnumMap<>(Part.class);
    sums.putAll(micros);
    split(step).forEach((part, time) -> sums.merge(part, time, Long::sum));
    return new StepTimes(steps + 1, sums);
  }

  private static Map<Part, Long> split(List<Work> step) {
    record Edge(long at, Part part, int change) {}
    List<Edge> edges = new ArrayList<>();
    for (Work work : step) {
      edges.add(new Edge(work.fromMicros(), work.part(), 1));
      edges.add(new Edge(work.toMicros(), work.part(), -1));
    }
    edges.sort(Comparator.comparingLong(Edge::at));
    Map<Part, Integer> running = new EnumMap<>(Part.class);
    Map<Part, Long> split = new EnumMap<>(Part.class);
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      running.merge(edge.part(), edge.change(), Integer::sum);
      if (i + 1 < edges.size()) {
        split.merge(first(running), edges.get(i + 1).at() - edge.at(), Long::sum);
      }
    }
    return split;
  }

  private static Part first(Map<Part, Integer> running) {
    for (Part part : Part.values()) {
      if (running.getOrDefault(part, 0) > 0) {
        return part;
      }
    }
    return Part.OTHER;
  }

  /** The mean of a step in parts, a line each. */
  List<String> table(String task) {
    long all = micros.values().stream().mapToLong(Long::longValue).sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "%s: a step takes %.2f ms (mean of %d)", task, all / 1e3 / steps, steps));
    for (Part part : Part.values()) {
      long time = micros.getOrDefault(part, 0L);
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-12s %9.2f ms %5.1f %%",
              part,
              time / 1e3 / steps,
              all == 0 ? 0 : 100.0 * time / all));
    }
    return lines;
  }
}
