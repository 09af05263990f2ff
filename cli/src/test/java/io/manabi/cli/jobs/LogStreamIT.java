package io.manabi.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.manabi.cli.cloud.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The log of a job over connections that are lost without a word. */
class LogStreamIT {
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/projects/shop/jobs/j:logs", this::logs);
    server.createContext(
        "/v1/projects/shop/jobs/j",
        exchange -> {
          String state = queries.size() < 3 ? "RUNNING" : "SUCCEEDED";
          byte[] body = ("{\"jobId\": \"j\", \"state\": \"" + state + "\"}").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** The first answer stops behind its first entry, the second before it begins. */
  private void logs(HttpExchange exchange) throws IOException {
    queries.add(exchange.getRequestURI().getQuery());
    int number = queries.size();
    if (number == 2) {
      awaitEnd();
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      String entry =
          "{\"severity\": \"INFO\", \"timestamp\": \"2026-01-01T00:00:00Z\", \"labels\":"
              + " {\"task_name\": \"master-replica-0\"}, \"textPayload\": \"line-%1$d\","
              + " \"pageToken\": \"t%1$d\"}\n";
      out.write(entry.formatted(number).getBytes(UTF_8));
      out.flush();
      if (number == 1) {
        awaitEnd();
      }
    }
  }

  private void awaitEnd() {
    try {
      assertThat(end.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Timeout(30)
  void goesOnWhenNothingComesAnyMore() throws Exception {
    ServerOptions options =
        CommandLine.populateCommand(
            new ServerOptions(),
            "--server=http://127.0.0.1:" + server.getAddress().getPort(),
            "--project=shop");
    StringWriter out = new StringWriter();
    LogPrinter printer = new LogPrinter(new PrintWriter(out), Optional.empty(), false);
    LogStream stream =
        new LogStream(
            options.connect(),
            "j",
            printer,
            new PrintWriter(new StringWriter()),
            Duration.ofMillis(500));

    assertThat(stream.follow().path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(out.toString()).contains("line-1", "line-3");
    assertThat(queries)
        .containsExactly("follow=true", "follow=true&pageToken=t1", "follow=true&pageToken=t1");
  }
}
