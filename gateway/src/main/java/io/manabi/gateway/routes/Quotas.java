package io.manabi.gateway.routes;

import static java.util.Objects.requireNonNull;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts what keys ask for, and says when it is too much. */
public final class Quotas {
  private static final double NANOS = 1e9;

  private final List<Quota> quotas;
  private final TimeMeter time;
  private final ConcurrentMap<Counted, Bucket> buckets = new ConcurrentHashMap<>();

  /** What is counted together. */
  private record Counted(Quota quota, String key) {}

  Quotas(List<Quota> quotas, TimeMeter time) {
    this.quotas = List.copyOf(quotas);
    this.time = time;
  }

  /** Whether nothing is limited. */
  public boolean isEmpty() {
    return quotas.isEmpty();
  }

  /**
   * Takes one request from all quotas that are for it. One that is used up ends it; what was taken
   * from others is then lost.
   *
   * @param key the name of the key; empty for none
   * @return how long to wait if it is too much
   */
  public Optional<Duration> take(String key, String model) {
    for (Quota quota : quotas) {
      if (quota.isFor(key, model)) {
        ConsumptionProbe probe =
            buckets
                .computeIfAbsent(new Counted(quota, key), this::bucket)
                .tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
          return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
      }
    }
    return Optional.empty();
  }

  private Bucket bucket(Counted counted) {
    Quota quota = counted.quota();
    Duration perRequest =
        Duration.ofNanos(Math.max(1, Math.round(NANOS / quota.requestsPerSecond())));
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(
            limit -> limit.capacity(requireNonNull(quota.burst())).refillGreedy(1, perRequest))
        .build();
  }
}
