package io.manabi.web;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.server.Server;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** Begins to listen, and says what to do if that cannot be. */
public final class Listening {
  private Listening() {}

  /**
   * Starts a server.
   *
   * @param host where it listens, for the message
   * @param port which one, for the message
   * @throws ManabiException if a port is in use or may not be opened
   */
  public static void start(Server server, String host, int port) {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw cannotListen(host, port, e);
    }
  }

  private static ManabiException cannotListen(String host, int port, CompletionException e) {
    String reason = String.valueOf(requireNonNull(e.getCause(), "cause").getMessage());
    if (isTaken(host, port)) {
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
  private static boolean isTaken(String host, int port) {
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
    InetAddress local = InetAddress.getLoopbackAddress();
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(local, port));
    } catch (IOException e) {
      throw inUse(port, local.getHostAddress(), e);
    }
  }
}
