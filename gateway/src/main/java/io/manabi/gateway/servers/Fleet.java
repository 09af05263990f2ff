package io.manabi.gateway.servers;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreaker;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerListenerAdapter;
import com.linecorp.armeria.client.circuitbreaker.CircuitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of each server, by its address. */
final class Fleet {
  private static final Logger logger = LoggerFactory.getLogger(Fleet.class);

  /** Fewer requests tell nothing of a server. */
  private static final int FEWEST_REQUESTS = 10;

  private static final double FAILED_TOO_MANY = 0.5;
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final ConcurrentMap<Endpoint, KnownServer> servers = new ConcurrentHashMap<>();
  private final Duration leaveOut;
  private final LongSupplier nanoTime;
  private final Consumer<KnownServer> listener;

  /**
   * Nothing known yet.
   *
   * @param leaveOut for how long a server that fails is not asked
   * @param nanoTime the time
   * @param listener hears of each server once
   */
  Fleet(Duration leaveOut, LongSupplier nanoTime, Consumer<KnownServer> listener) {
    this.leaveOut = leaveOut;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  KnownServer of(Endpoint endpoint) {
    KnownServer known = servers.get(endpoint);
    if (known != null) {
      return known;
    }
    return servers.computeIfAbsent(
        endpoint,
        address -> {
          KnownServer made = new KnownServer(address.authority(), nanoTime, this::breaker);
          listener.accept(made);
          return made;
        });
  }

  /** Forgets those at other addresses, and says which these were. */
  List<KnownServer> keepOnly(Collection<Endpoint> endpoints) {
    List<KnownServer> gone = new ArrayList<>();
    for (Endpoint each : List.copyOf(servers.keySet())) {
      KnownServer server = endpoints.contains(each) ? null : servers.remove(each);
      if (server != null) {
        gone.add(server);
      }
    }
    return gone;
  }

  private CircuitBreaker breaker(KnownServer server) {
    return CircuitBreaker.builder(server.address())
        .minimumRequestThreshold(FEWEST_REQUESTS)
        .failureRateThreshold(FAILED_TOO_MANY)
        .counterSlidingWindow(WINDOW)
        .counterUpdateInterval(Duration.ofMillis(500))
        .circuitOpenWindow(leaveOut)
        .trialRequestInterval(leaveOut)
        .listener(
            new CircuitBreakerListenerAdapter() {
              @Override
              public void onStateChanged(String name, CircuitState state) {
                if (state == CircuitState.OPEN) {
                  logger.warn("{} fails too often; left out for {}", name, leaveOut);
                  server.leaveOutFor(leaveOut);
                } else if (state == CircuitState.CLOSED) {
                  logger.info("{} answers again", name);
                }
              }
            })
        .build();
  }

  List<KnownServer> all(Collection<Endpoint> endpoints) {
    return endpoints.stream().map(this::of).toList();
  }
}
