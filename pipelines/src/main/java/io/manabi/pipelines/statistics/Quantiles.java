package io.manabi.pipelines.statistics;

import io.manabi.pipelines.statistics.StatisticsStateProto.QuantilesState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sketch of many numbers that knows what share of them is below one, to about a thousandth: <a
 * href="https://arxiv.org/abs/1603.05346">KLL</a>'s compactors, of which each keeps by turns the
 * odd and the even ones of its sorted numbers instead of tossing a coin, so that the same numbers
 * in the same order always give the same sketch.
 */
final class Quantiles {
  /** How far from its place a value may be, as a part of all values. */
  static final double RANK_ERROR = 0.001;

  private static final int CAPACITY = 2048;

  /** Those in level i stand for 2^i numbers each. */
  private final List<Level> levels = new ArrayList<>();

  private static final class Level {
    final double[] values = new double[CAPACITY];
    int size;
    boolean odd;
  }

  void add(double value, long count) {
    for (int level = 0; count >>> level != 0; level++) {
      if ((count >>> level & 1) != 0) {
        addTo(level, value);
      }
    }
  }

  private void addTo(int index, double value) {
    Level level = level(index);
    level.values[level.size++] = value;
    if (level.size == CAPACITY) {
      compact(index);
    }
  }

  private Level level(int index) {
    while (levels.size() <= index) {
      levels.add(new Level());
    }
    return levels.get(index);
  }

  private void compact(int index) {
    Level level = levels.get(index);
    Arrays.sort(level.values);
    level.size = 0;
    for (int i = level.odd ? 1 : 0; i < CAPACITY; i += 2) {
      addTo(index + 1, level.values[i]);
    }
    level.odd = !level.odd;
  }

  void merge(Quantiles other) {
    for (int i = 0; i < other.levels.size(); i++) {
      Level level = other.levels.get(i);
      for (int j = 0; j < level.size; j++) {
        addTo(i, level.values[j]);
      }
    }
  }

  /** Some of the numbers in their order, with how many each stands for. */
  List<Weighted> sorted() {
    List<Weighted> result = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      for (int j = 0; j < level.size; j++) {
        result.add(new Weighted(level.values[j], 1L << i));
      }
    }
    result.sort((left, right) -> Double.compare(left.value(), right.value()));
    return result;
  }

  /** A number that stands for several. */
  record Weighted(double value, long count) {}

  QuantilesState encode() {
    QuantilesState.Builder state = QuantilesState.newBuilder();
    for (Level level : levels) {
      QuantilesState.Level.Builder each = state.addLevelBuilder().setOdd(level.odd);
      for (int i = 0; i < level.size; i++) {
        each.addValue(level.values[i]);
      }
    }
    return state.build();
  }

  void decode(QuantilesState state) {
    for (int i = 0; i < state.getLevelCount(); i++) {
      Level level = level(i);
      level.odd = state.getLevel(i).getOdd();
      for (double value : state.getLevel(i).getValueList()) {
        level.values[level.size++] = value;
      }
    }
  }
}
