package io.manabi.gateway;

import com.linecorp.armeria.common.metric.MeterIdPrefixFunction;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import io.manabi.core.ManabiException;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.Upstream;
import io.manabi.web.CrossOrigin;
import io.manabi.web.Guard;
import io.manabi.web.JsonErrors;
import io.manabi.web.Listening;
import io.manabi.web.Metrics;
import io.manabi.web.Overload;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One address before several prediction servers: it passes on what they answer, whatever the
 * protocol. Its own are {@code /healthz}, healthy while it may be asked and a server is healthy,
 * and {@code /metrics}.
 */
public final class Gateway implements AutoCloseable {
  /** How long it must be quiet before a closing gateway stops to listen, and how long at most. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** More would only fill the memory: whoever is refused at once can come again. */
  private static final int MOST_IN_FLIGHT = 10_000;

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final String host;
  private final int port;
  private final SettableHealthChecker ready = new SettableHealthChecker(true);
  private final EventLoopGroup loops;
  private final Metrics metrics;
  private final Upstream upstream;
  private final Shadows shadows;
  private final Server server;

  Gateway(GatewayBuilder settings) {
    this.host = settings.host();
    this.port = settings.port();
    InetSocketAddress address = settings.checkedAddress();
    this.metrics = settings.metrics().orElseGet(Metrics::new);
    this.loops = EventLoopGroups.newEventLoopGroup(THREADS, "gateway");
    try {
      this.upstream =
          new Upstream(settings.servers(), settings.upstream(), loops, metrics.registry());
    } catch (RuntimeException e) {
      var unused = loops.shutdownGracefully();
      throw e;
    }
    this.shadows = new Shadows(upstream, metrics.registry(), settings.limits().requestTime());
    this.server = server(settings, address);
  }

  /** A gateway before these servers. */
  public static GatewayBuilder builder(Servers servers) {
    return new GatewayBuilder(servers);
  }

  private Server server(GatewayBuilder settings, InetSocketAddress address) {
    ServerBuilder builder = Server.builder().workerGroup(loops, false);
    settings.listen(builder, address);
    settings.limits().applyTo(builder);
    new JsonErrors(settings.limits()).applyTo(builder);
    metrics.applyTo(builder);
    builder
        .gracefulShutdownTimeout(QUIET, CLOSE_TIMEOUT)
        .disableServerHeader()
        .service(
            "/healthz", HealthCheckService.builder().checkers(ready, upstream.health()).build())
        .service("/metrics", metrics.service())
        .service("prefix:/", new Forwarder(upstream, shadows, ready, settings, metrics.registry()))
        .decorator(
            Overload.newDecorator(
                MOST_IN_FLIGHT, path -> CallNeeds.isHealth(path) || path.equals("/metrics")));
    if (!settings.authenticators().isEmpty()) {
      builder.decorator(Guard.newDecorator(settings.authenticators(), new CallNeeds()));
    }
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
   * @throws ManabiException if the port is in use or may not be opened
   */
  public void start() {
    Listening.start(server, host, port);
  }

  /** Says whether requests should come; health checks tell it. It is so from the beginning. */
  public void setReady(boolean isReady) {
    ready.setHealthy(isReady);
  }

  /**
   * Waits until a server is healthy.
   *
   * @return whether one is when the time is over
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean awaitServer(Duration time) throws InterruptedException {
    return upstream.awaitReady(time);
  }

  /**
   * The port it listens on.
   *
   * @throws IllegalStateException if it does not listen
   */
  public int port() {
    return server.activeLocalPort();
  }

  /** Answers the requests that have begun, for ten seconds at most, and stops listening. */
  @Override
  public void close() {
    server.close();
    shadows.close();
    upstream.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
