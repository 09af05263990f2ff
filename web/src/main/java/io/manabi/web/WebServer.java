package io.manabi.web;

import com.linecorp.armeria.common.metric.MeterIdPrefixFunction;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.healthcheck.HealthChecker;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import io.manabi.core.ManabiException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server of one or several parts on one port, with a health check at {@code /healthz} and
 * measurements at {@code /metrics}. It closes none of its parts.
 */
public class WebServer implements AutoCloseable {
  /** How long it must be quiet before a closing server stops to listen, and how long at most. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final String HEALTH = "/healthz";
  private static final String METRICS = "/metrics";

  private final String host;
  private final int port;
  private final SettableHealthChecker ready = new SettableHealthChecker(true);
  private final Server server;

  /**
   * A server that does not listen yet.
   *
   * @param parts of two that answer a path alike, the earlier one does
   * @throws ManabiException if the host is unknown, or anybody could use the server and that was
   *     not asked for
   */
  public WebServer(ServerSettings<?> settings, List<? extends ServerPart> parts) {
    this.host = settings.host();
    this.port = settings.port();
    this.server = server(settings, parts);
  }

  /** What such a server needs to know. */
  public static WebServerSettings settings() {
    return new WebServerSettings();
  }

  private Server server(ServerSettings<?> settings, List<? extends ServerPart> parts) {
    ServerBuilder builder = Server.builder();
    InetSocketAddress address = settings.checkedAddress();
    settings.listen(builder, address);
    settings.limits().applyTo(builder);
    new JsonErrors(settings.limits()).applyTo(builder);
    settings.metrics().applyTo(builder);
    List<HealthChecker> health = new ArrayList<>(List.of(ready));
    parts.forEach(part -> health.addAll(part.health()));
    Need look = Need.withServer(Action.READ);
    builder
        .gracefulShutdownTimeout(QUIET, CLOSE_TIMEOUT)
        .disableServerHeader()
        .service(HEALTH, HealthCheckService.builder().checkers(health).build())
        .service(
            METRICS,
            settings.guarded(settings.metrics().service(), (method, path) -> Optional.of(look)));
    parts.forEach(part -> part.mountOn(builder, ready));
    if (settings.isCors()) {
      builder.decorator(CrossOrigin.newDecorator());
    }
    builder.decorator(
        MetricCollectingService.newDecorator(MeterIdPrefixFunction.ofDefault("http.server")));
    settings.watch(builder);
    return builder.build();
  }

  /**
   * Begins to listen.
   *
   * @throws ManabiException if a port is in use or may not be opened
   */
  public final void start() {
    Listening.start(server, host, port);
  }

  /** Says whether requests should come; health checks tell it. It is so from the beginning. */
  public final void setReady(boolean isReady) {
    ready.setHealthy(isReady);
  }

  /**
   * The port it listens on.
   *
   * @throws IllegalStateException if it does not listen
   */
  public final int port() {
    return server.activeLocalPort();
  }

  /**
   * Answers the requests that have begun, for ten seconds at most, and stops listening. May take
   * two seconds, in which Netty's threads end.
   */
  @Override
  public final void close() {
    server.close();
  }
}
