package io.manabi.serving;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.web.Exposure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;

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
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw ManabiException.user(
          "There is no host " + host + "; choose the name or address of this machine with --host.");
    }
    Exposure.check(address.getAddress(), protections(settings));
    this.server = new Mounts(settings, ready).server(address);
  }

  /** A server for these models, which the caller closes after the server. */
  public static PredictionServerBuilder builder(ServedModels models) {
    return new PredictionServerBuilder(models);
  }

  private static Set<Exposure.Protection> protections(PredictionServerBuilder settings) {
    Set<Exposure.Protection> protections = EnumSet.noneOf(Exposure.Protection.class);
    if (!settings.authenticators().isEmpty()) {
      protections.add(Exposure.Protection.KEYS);
    }
    if (settings.tls().filter(tls -> tls.isMutual()).isPresent()) {
      protections.add(Exposure.Protection.MUTUAL_TLS);
    }
    if (settings.isInsecure()) {
      protections.add(Exposure.Protection.INSECURE);
    }
    return protections;
  }

  /**
   * Begins to listen.
   *
   * @throws ManabiException if a port is in use or may not be opened
   */
  public void start() {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw cannotListen(e);
    }
  }

  /** Says whether requests should come; health checks tell it. It is so from the beginning. */
  public void setReady(boolean isReady) {
    ready.setHealthy(isReady);
  }

  private ManabiException cannotListen(CompletionException e) {
    String reason = String.valueOf(requireNonNull(e.getCause(), "cause").getMessage());
    if (isTaken()) {
      return inUse(port, host, e);
    }
    return ManabiException.resources(
        String.format(
            Locale.ROOT,
            "Cannot listen on port %d of %s: %s; choose another with --port.",
            port,
            host,
            reason),
        e);
  }

  /** Whether another program listens: the reason is told in the language of the machine. */
  private boolean isTaken() {
    try (Socket other = new Socket(Proxy.NO_PROXY)) {
      other.connect(new InetSocketAddress(host, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ManabiException inUse(int port, String host, Exception cause) {
    return ManabiException.resources(
        String.format(
            Locale.ROOT,
            "Port %d on %s is in use by another program; choose another with --port.",
            port,
            host),
        cause);
  }

  /**
   * Checks, before long work, that a server could listen on a port of this machine.
   *
   * @param port 0 for any
   * @throws ManabiException if the port is in use
   */
  public static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw inUse(port, PredictionServerBuilder.LOCAL, e);
    }
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
