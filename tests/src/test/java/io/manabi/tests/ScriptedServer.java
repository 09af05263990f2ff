package io.manabi.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A server that has the real page but answers as a test tells it, when a test lets it. */
final class ScriptedServer implements AutoCloseable {
  private static final String PAGE = "io/manabi/samples/mnist/draw";

  private final HttpServer server;
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** How many answers may go out. */
  final Semaphore permits = new Semaphore(1_000_000);

  /** The digit of the next answer. */
  final AtomicInteger digit = new AtomicInteger(3);

  /** The message of a failure to answer with; empty to answer well. */
  volatile String failure = "";

  ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/draw/", this::file);
    server.createContext("/v1/models/MNIST:predict", this::predict);
    server.start();
  }

  String page() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/draw/";
  }

  private void file(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/draw/".length());
    String name = path.isEmpty() ? "index.html" : path;
    try (InputStream in =
        ScriptedServer.class.getClassLoader().getResourceAsStream(PAGE + "/" + name)) {
      String type =
          switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html";
            case "css" -> "text/css";
            case "js" -> "text/javascript";
            default -> "image/svg+xml";
          };
      answer(exchange, in == null ? 404 : 200, type, in == null ? new byte[0] : in.readAllBytes());
    }
  }

  private void predict(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(request);
    int answer = digit.get();
    String error = failure;
    permits.acquireUninterruptibly();
    String body;
    if (!error.isEmpty()) {
      body = "{\"error\": \"" + error + "\"}";
    } else if (request.contains("\"transform\"")) {
      body =
          IntStream.range(0, 784)
              .mapToObj(i -> i < 28 ? "1.0" : "0.0")
              .collect(Collectors.joining(",", "{\"predictions\":[[", "]]}"));
    } else {
      body =
          IntStream.range(0, 10)
              .mapToObj(i -> i == answer ? "0.91" : "0.01")
              .collect(
                  Collectors.joining(
                      ",",
                      "{\"predictions\":[{\"classes\":" + answer + ",\"probabilities\":[",
                      "]}]}"));
    }
    answer(
        exchange,
        error.isEmpty() ? 200 : 400,
        "application/json",
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    permits.release(1_000_000);
    server.stop(0);
  }
}
