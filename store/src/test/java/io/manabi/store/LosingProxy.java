package io.manabi.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A wire to a server that can lose the answer to a commit, or break and be mended. */
final class LosingProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket listener;
  private final AtomicBoolean losesCommit = new AtomicBoolean();
  private final AtomicBoolean isBroken = new AtomicBoolean();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  LosingProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next commit reaches the server, and its answer is lost. */
  void loseNextCommit() {
    losesCommit.set(true);
  }

  boolean hasLostCommit() {
    return !losesCommit.get();
  }

  /** From now on nobody comes through. */
  void breakWire() {
    isBroken.set(true);
    sockets.forEach(LosingProxy::closeQuietly);
  }

  void mendWire() {
    isBroken.set(false);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (isBroken.get()) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        AtomicBoolean deaf = new AtomicBoolean();
        start(() -> requests(client, server, deaf));
        start(() -> answers(server, client, deaf));
      } catch (IOException e) {
        // Closed, or the server is away: the client finds out.
      }
    }
  }

  private void requests(Socket client, Socket server, AtomicBoolean deaf) {
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        if (text.contains("COMMIT") && losesCommit.compareAndSet(true, false)) {
          deaf.set(true);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      closeQuietly(server);
    }
  }

  private static void answers(Socket server, Socket client, AtomicBoolean deaf) {
    try {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      int count = in.read(buffer);
      while (count >= 0 && !deaf.get()) {
        out.write(buffer, 0, count);
        count = in.read(buffer);
      }
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      closeQuietly(client);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    breakWire();
  }
}
