package io.manabi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Compilers need many seconds under load, for they have to share the processors with it. */
final class WarmUp {
  private static final int CLIENTS = 16;
  private static final double SECONDS = 3;
  private static final int MOST_ROUNDS = 12;

  /** All are asked, in turn, until none becomes faster by so much. */
  private static final double STILL_WARMING = 1.1;

  private WarmUp() {}

  /** Asks in each of these ways until none becomes faster. */
  static void run(Collection<Asker.Maker> ways) throws IOException {
    List<Asker.Maker> all = List.copyOf(ways);
    List<Double> best = new ArrayList<>(all.stream().map(way -> 0.0).toList());
    boolean warming = true;
    for (int round = 0; warming && round < MOST_ROUNDS; round++) {
      warming = false;
      for (int i = 0; i < all.size(); i++) {
        double rate = ClosedLoop.run(CLIENTS, SECONDS, all.get(i)).perSecond();
        warming |= rate > STILL_WARMING * best.get(i);
        best.set(i, Math.max(rate, best.get(i)));
      }
    }
  }
}
