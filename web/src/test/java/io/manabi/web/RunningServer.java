package io.manabi.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/** A real server on a free port, and a client of it. */
final class RunningServer implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(20);

  /** Answers with what it was sent. */
  static final HttpService ECHO =
      (context, request) ->
          com.linecorp.armeria.common.HttpResponse.of(
              request
                  .aggregate()
                  .thenApply(
                      whole ->
                          com.linecorp.armeria.common.HttpResponse.of(
                              HttpStatus.OK,
                              MediaType.JSON,
                              HttpData.wrap(whole.content().array()))));

  private final HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
  private final HttpClient http2 = client(HttpClient.Version.HTTP_2);
  private final Server server;

  RunningServer(Consumer<ServerBuilder> settings) {
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO);
    settings.accept(builder);
    server = builder.build();
    server.start().join();
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).connectTimeout(LIMIT).build();
  }

  int port() {
    return server.activeLocalPort();
  }

  String address(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address(path))).timeout(LIMIT);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http1.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends over a connection that speaks HTTP/2 already, as a first request makes it. */
  HttpResponse<String> sendOverHttp2(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    http2.send(request("/hello").build(), HttpResponse.BodyHandlers.ofString());
    return http2.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
  }
}
