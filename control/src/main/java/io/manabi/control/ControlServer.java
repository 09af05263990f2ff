package io.manabi.control;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.manabi.control.http.Api;
import io.manabi.control.http.JobsApi;
import io.manabi.control.jobs.JobService;
import io.manabi.core.ManabiException;
import io.manabi.web.Action;
import io.manabi.web.Compression;
import io.manabi.web.Guard;
import io.manabi.web.JsonErrors;
import io.manabi.web.Listening;
import io.manabi.web.Metrics;
import io.manabi.web.Need;
import io.manabi.web.OwnSite;
import java.time.Duration;
import java.util.Optional;

/**
 * The control server: jobs over the API of Cloud ML Engine, a health check at {@code /healthz} and
 * measurements at {@code /metrics}.
 */
public final class ControlServer implements AutoCloseable {
  /** How long it must be quiet before a closing server stops to listen, and how long at most. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String host;
  private final int port;
  private final SettableHealthChecker ready = new SettableHealthChecker(true);
  private final Server server;

  ControlServer(ControlServerBuilder settings) {
    this.host = settings.host();
    this.port = settings.port();
    this.server = server(settings);
  }

  /** A server for these jobs. */
  public static ControlServerBuilder builder(JobService jobs) {
    return new ControlServerBuilder(jobs);
  }

  private Server server(ControlServerBuilder settings) {
    ServerBuilder builder = Server.builder();
    settings.listen(builder, settings.checkedAddress());
    settings.limits().applyTo(builder);
    new JsonErrors(settings.limits()).applyTo(builder);
    Metrics metrics = settings.metrics().orElseGet(Metrics::new);
    metrics.applyTo(builder);
    Api api = new Api();
    new JobsApi(settings.jobs()).addTo(api);
    builder
        .gracefulShutdownTimeout(QUIET, CLOSE_TIMEOUT)
        .disableServerHeader()
        .service("/healthz", HealthCheckService.builder().checkers(ready).build())
        .service("/metrics", metrics.service())
        .serviceUnder(Api.PATH, api.decorate(Compression.ofRequests(settings.limits())));
    if (settings.authenticators().isEmpty()) {
      builder.decorator(OwnSite.named(settings.host()));
    } else {
      builder.decorator(Guard.newDecorator(settings.authenticators(), ControlServer::need));
      builder.decorator(OwnSite.ofAnyName());
    }
    settings.watch(builder);
    return builder.build();
  }

  private static Optional<Need> need(String method, String path) {
    if (path.equals("/healthz")) {
      return Optional.empty();
    }
    return Optional.of(Need.withServer(method.equals("GET") ? Action.READ : Action.ADMIN));
  }

  /**
   * Begins to listen.
   *
   * @throws ManabiException if a port is in use or may not be opened
   */
  public void start() {
    Listening.start(server, host, port);
  }

  /** Says whether requests should come; health checks tell it. It is so from the beginning. */
  public void setReady(boolean isReady) {
    ready.setHealthy(isReady);
  }

  /** The port on which it listens. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Answers the requests that have begun, and stops to listen. */
  @Override
  public void close() {
    server.close();
  }
}
