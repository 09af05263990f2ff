package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.ServedModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A real server on a free port with its models, and a client of it. */
final class RunningServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final ServedModels models = new ServedModels();
  private final PredictionServer server;

  RunningServer(UnaryOperator<PredictionServerBuilder> settings) {
    server = settings.apply(PredictionServer.builder(models)).build();
    server.start();
  }

  ServedModels models() {
    return models;
  }

  int port() {
    return server.port();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  CompletableFuture<HttpResponse<String>> sendAsync(String path, String body) {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(LIMIT);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Checks that it is well and that a model of half of x and 2 is served. */
  void requireServing(String halfPlusTwo) throws IOException, InterruptedException {
    assertThat(post("/v1/models/" + halfPlusTwo + ":predict", "{\"instances\": [1]}").body())
        .isEqualTo("{\"predictions\":[2.5]}");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Override
  public void close() {
    server.close();
    models.close();
  }
}
