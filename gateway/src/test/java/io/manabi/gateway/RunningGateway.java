package io.manabi.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.time.Duration;

/** A gateway as the only part of a server on a free port, before a server that is healthy. */
final class RunningGateway implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Gateway gateway;
  private final WebServer server;

  RunningGateway(GatewayBuilder builder, WebServerSettings settings) {
    gateway = builder.build(settings);
    server = settings.server(gateway);
    server.start();
    try {
      assertThat(gateway.awaitServer(LIMIT)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return server.port();
  }

  void setReady(boolean isReady) {
    server.setReady(isReady);
  }

  @Override
  public void close() {
    server.close();
    gateway.close();
  }
}
