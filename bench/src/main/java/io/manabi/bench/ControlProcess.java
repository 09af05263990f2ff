package io.manabi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code manabi up} of its own, asked as clients ask it. */
final class ControlProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int PAUSE_MILLIS = 5;
  private static final long LIMIT_NANOS = 120_000_000_000L;

  private final Process process;
  private final String address;
  private final double secondsToReady;

  private ControlProcess(Process process, String address, double secondsToReady) {
    this.process = process;
    this.address = address;
    this.secondsToReady = secondsToReady;
  }

  /**
   * Starts it, and waits until it is ready.
   *
   * @param manabi the launcher
   * @param folder where it keeps everything
   * @param flags more of its flags
   */
  static ControlProcess start(Path manabi, Path folder, List<String> flags) throws IOException {
    int port = ServerProcess.freePort();
    Path log = folder.resolveSibling("up.log");
    List<String> words =
        new ArrayList<>(List.of(manabi.toString(), "up", "--dir=" + folder, "--port=" + port));
    words.addAll(flags);
    ProcessBuilder command = new ProcessBuilder(words);
    command.environment().keySet().removeIf(name -> name.startsWith("MANABI_"));
    long begin = System.nanoTime();
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    String address = "http://127.0.0.1:" + port;
    while (!isReady(address)) {
      if (!process.isAlive() || System.nanoTime() - begin > LIMIT_NANOS) {
        throw ManabiException.user("The control server did not start: " + Files.readString(log));
      }
      pause();
    }
    return new ControlProcess(process, address, (System.nanoTime() - begin) / 1e9);
  }

  private static boolean isReady(String address) {
    try {
      return send(HttpRequest.newBuilder(URI.create(address + "/healthz"))).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits a little, to look again then. */
  static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** How long it took from the start of the launcher until it was ready. */
  double secondsToReady() {
    return secondsToReady;
  }

  /** What it answers to a GET below {@code /v1/projects/bench/}. */
  JsonNode get(String path) throws IOException {
    return answer(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** What it answers to a POST there. */
  JsonNode post(String path, Object body) throws IOException {
    return answer(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body), UTF_8)));
  }

  private URI uri(String path) {
    return URI.create(address + "/v1/projects/bench/" + path);
  }

  private static JsonNode answer(HttpRequest.Builder request) throws IOException {
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw ManabiException.user(
          response.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Ends it as a crash does. */
  void kill() throws IOException {
    end(process.destroyForcibly());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    end(process);
  }

  private static void end(Process process) throws IOException {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
