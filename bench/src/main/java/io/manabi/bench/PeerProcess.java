package io.manabi.bench;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another server, which a script in Python starts. */
final class PeerProcess implements InferenceServer, AutoCloseable {
  private static final int START_SECONDS = 120;
  private static final int END_SECONDS = 20;

  private final String name;
  private final Process process;
  private final InetSocketAddress rest;
  private final InetSocketAddress grpc;

  private PeerProcess(
      String name, Process process, InetSocketAddress rest, InetSocketAddress grpc) {
    this.name = name;
    this.process = process;
    this.rest = rest;
    this.grpc = grpc;
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param name that of the script
   * @param python of the environment that has the server
   * @param scripts the folder of the script
   * @param work where its log is
   */
  static PeerProcess start(
      String name, Path python, Path scripts, Path work, List<ServedModel> models)
      throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    InetSocketAddress rest = new InetSocketAddress(here, ServerProcess.freePort());
    InetSocketAddress grpc = new InetSocketAddress(here, ServerProcess.freePort());
    List<String> command = new ArrayList<>();
    command.add(python.toString());
    command.add(scripts.resolve(name + "_peer.py").toString());
    command.add("--rest-port=" + rest.getPort());
    command.add("--grpc-port=" + grpc.getPort());
    models.forEach(model -> command.add(model.name() + "=" + model.directory()));
    Path log = work.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PeerProcess peer = new PeerProcess(name, process, rest, grpc);
    try {
      for (ServedModel model : models) {
        peer.awaitReady(model, log);
      }
      return peer;
    } catch (IOException | RuntimeException e) {
      peer.close();
      throw e;
    }
  }

  private void awaitReady(ServedModel model, Path log) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!isReady(model)) {
      if (endsWithin(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw ManabiException.user(name + " did not start: " + Files.readString(log));
      }
    }
  }

  private boolean isReady(ServedModel model) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create(
                      "http://"
                          + rest.getAddress().getHostAddress()
                          + ":"
                          + rest.getPort()
                          + "/v2/models/"
                          + model.name()
                          + "/ready")
                  .toURL()
                  .openConnection();
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }

  private boolean endsWithin(long time, TimeUnit unit) throws IOException {
    try {
      return process.waitFor(time, unit);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public InetSocketAddress rest() {
    return rest;
  }

  @Override
  public InetSocketAddress grpc() {
    return grpc;
  }

  @Override
  public double cpuSeconds() throws IOException {
    double seconds = 0;
    for (ProcessHandle each :
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      seconds += ServerProcess.cpuSeconds(each.pid());
    }
    return seconds;
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!endsWithin(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
