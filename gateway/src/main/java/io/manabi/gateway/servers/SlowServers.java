package io.manabi.gateway.servers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves servers out for a while that take far longer than the others: many times the median of
 * those, on average over a second. Never more than half of the servers.
 */
final class SlowServers {
  private static final Logger logger = LoggerFactory.getLogger(SlowServers.class);
  private static final long PERIOD = Duration.ofSeconds(1).toNanos();

  /** Fewer answers in a period tell nothing. */
  private static final int FEWEST_ANSWERS = 20;

  private static final double TIMES_THE_OTHERS = 5;

  /** What is longer by less than this is not far longer. */
  private static final double AT_LEAST_LONGER = Duration.ofMillis(20).toNanos();

  private final Duration leaveOut;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLook;

  SlowServers(Duration leaveOut, LongSupplier nanoTime) {
    this.leaveOut = leaveOut;
    this.nanoTime = nanoTime;
    this.nextLook = new AtomicLong(nanoTime.getAsLong() + PERIOD);
  }

  /** Whether a period is over; true for one caller, who then looks. */
  boolean isDue() {
    long due = nextLook.get();
    long now = nanoTime.getAsLong();
    return now - due >= 0 && nextLook.compareAndSet(due, now + PERIOD);
  }

  /** Compares all servers, and leaves out those that are too slow. */
  void look(List<KnownServer> servers) {
    Map<KnownServer, Double> means = new LinkedHashMap<>();
    for (KnownServer server : servers) {
      KnownServer.Speed speed = server.takeSpeed();
      if (speed.count() >= FEWEST_ANSWERS) {
        means.put(server, speed.mean());
      }
    }
    long leftOut = servers.stream().filter(KnownServer::isLeftOut).count();
    for (Map.Entry<KnownServer, Double> each : means.entrySet()) {
      double[] others =
          means.entrySet().stream()
              .filter(other -> !other.getKey().equals(each.getKey()))
              .mapToDouble(Map.Entry::getValue)
              .sorted()
              .toArray();
      if (others.length == 0 || each.getKey().isLeftOut()) {
        continue;
      }
      double usual = others[others.length / 2];
      if (each.getValue() > TIMES_THE_OTHERS * usual
          && each.getValue() - usual > AT_LEAST_LONGER
          && leftOut < servers.size() / 2) {
        leftOut++;
        each.getKey().leaveOutFor(leaveOut);
        logger.warn(
            "{} takes {} ms for an answer where others take {}; left out for {}",
            each.getKey().address(),
            Math.round(each.getValue() / 1e6),
            Math.round(usual / 1e6),
            leaveOut);
      }
    }
  }
}
