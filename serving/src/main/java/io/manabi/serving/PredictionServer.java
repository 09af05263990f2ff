package io.manabi.serving;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.web.Listening;

/**
 * The prediction server: the APIs of TensorFlow Serving, of Open Inference Protocol v2 and of Cloud
 * ML Engine's online prediction over the models that are loaded, a health check at {@code
 * /healthz}, measurements at {@code /metrics}, and files such as a web page.
 */
public final class PredictionServer implements AutoCloseable {
  private final String host;
  private final int port;
  private final SettableHealthChecker ready = new SettableHealthChecker(true);
  private final Server server;

  PredictionServer(PredictionServerBuilder settings) {
    this.host = settings.host();
    this.port = settings.port();
    this.server = new Mounts(settings, ready).server(settings.checkedAddress());
  }

  /** A server for these models, which the caller closes after the server. */
  public static PredictionServerBuilder builder(ServedModels models) {
    return new PredictionServerBuilder(models);
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

  /**
   * The port it listens on.
   *
   * @throws IllegalStateException if it does not listen
   */
  public int port() {
    return server.activeLocalPort();
  }

  /**
   * Answers the requests that have begun, for ten seconds at most, and stops listening. Takes two
   * seconds at least, in which Netty's threads end.
   */
  @Override
  public void close() {
    server.close();
  }
}
