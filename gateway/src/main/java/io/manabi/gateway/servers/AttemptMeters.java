package io.manabi.gateway.servers;

import com.linecorp.armeria.common.logging.RequestLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Measures what servers are asked. */
final class AttemptMeters {
  private final MeterRegistry registry;
  private final ConcurrentMap<String, Timer> times = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Counter> failures = new ConcurrentHashMap<>();
  private final Counter retries;

  AttemptMeters(MeterRegistry registry) {
    this.registry = registry;
    this.retries =
        Counter.builder("manabi.gateway.retries")
            .description("Requests that were sent again, to another server if there is one")
            .register(registry);
  }

  /** Shows a server's load, and its failures from the first on: what begins later has no rate. */
  void add(KnownServer server) {
    Counter unused = failures(server);
    Gauge.builder("manabi.gateway.in.flight", server, KnownServer::inFlight)
        .description("Requests that a server is answering")
        .tag("server", server.address())
        .register(registry);
    Gauge.builder("manabi.gateway.left.out", server, each -> each.isLeftOut() ? 1 : 0)
        .description("1 while a server is not asked because it fails or is too slow")
        .tag("server", server.address())
        .register(registry);
  }

  /** Shows nothing any more of a server that is gone. */
  void remove(KnownServer server) {
    failures.remove(server.address());
    times.remove(server.address());
    Search.in(registry)
        .name(name -> name.startsWith("manabi.gateway."))
        .tag("server", server.address())
        .meters()
        .forEach(registry::remove);
  }

  void record(KnownServer server, RequestLog log, boolean answered) {
    if (!failures.containsKey(server.address())) {
      return; // It has gone while it answered.
    }
    times
        .computeIfAbsent(
            server.address(),
            address ->
                Timer.builder("manabi.gateway.server")
                    .description("How long servers take for what they are asked")
                    .tag("server", address)
                    .register(registry))
        .record(log.totalDurationNanos(), TimeUnit.NANOSECONDS);
    if (!answered) {
      failures(server).increment();
    }
  }

  private Counter failures(KnownServer server) {
    return failures.computeIfAbsent(
        server.address(),
        address ->
            Counter.builder("manabi.gateway.failures")
                .description("Requests that a server did not answer")
                .tag("server", address)
                .register(registry));
  }

  void retried() {
    retries.increment();
  }
}
