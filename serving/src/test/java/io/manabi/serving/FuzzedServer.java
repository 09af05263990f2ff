package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.manabi.prediction.TestModels;
import io.manabi.web.Limits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** A server with models of many kinds that is asked what makes no sense, and what it logs of it. */
final class FuzzedServer implements AutoCloseable {
  private static final String HTTP1_DECODER = "com.linecorp.armeria.server.Http1RequestDecoder";

  private final Warnings warnings = new Warnings();
  private final RunningServer server =
      new RunningServer(builder -> builder.limits(Limits.DEFAULTS.withBodyBytes(1 << 20)));

  FuzzedServer() throws IOException {
    Path directory = Files.createTempDirectory("fuzzed");
    server.models().load("half", "v1", 1, TestModels.halfPlus(2, directory.resolve("half")));
    server.models().load("MNIST", "v1", 1, TestModels.classifier(directory.resolve("mnist")));
    server.models().load("echo", "v1", 1, TestModels.echo(directory.resolve("echo")));
    server.models().load("tabular", "v1", 1, TestModels.tabular(directory.resolve("tabular")));
    server.models().load("hard", "v1", 1, TestModels.hardToBatch(directory.resolve("hard")));
    server.models().load("examples", "v1", 1, TestModels.examples(directory.resolve("examples")));
    warnings.attach();
  }

  RunningServer server() {
    return server;
  }

  /** An answer must say who is to blame, and the server must know what happened. */
  void requireForeseen(HttpResponse<String> answer, String request) {
    requireForeseen(answer.statusCode(), answer.body(), request);
  }

  void requireForeseen(int status, String body, String request) {
    if (status == 503) {
      // By chance it asked whether a model is ready that is not there.
      assertThat(body).as(request).endsWith("\"ready\": false}");
      return;
    }
    assertThat(status)
        .as(request + "\n→ " + body)
        .isIn(200, 204, 307, 400, 404, 405, 413, 415, 501);
    assertThat(warnings.lines).as(request).isEmpty();
  }

  void requireNoWarnings(String request) {
    assertThat(warnings.lines).as(request).isEmpty();
  }

  void requireWell() throws Exception {
    assertThat(server.post("/v1/models/half:predict", "{\"instances\": [1, 2]}").body())
        .isEqualTo("{\"predictions\":[2.5,3.0]}");
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
  }

  @Override
  public void close() {
    warnings.detach();
    server.close();
  }

  private static final class Warnings extends AppenderBase<ILoggingEvent> {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    void attach() {
      setContext(root.getLoggerContext());
      start();
      root.addAppender(this);
    }

    void detach() {
      root.detachAppender(this);
      stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
      // What it cannot decode is answered with 400, and no server that we start logs it.
      boolean isNews = !event.getLoggerName().equals(HTTP1_DECODER);
      if (isNews && event.getLevel().isGreaterOrEqual(Level.WARN)) {
        lines.add(
            event.getLoggerName()
                + ": "
                + event.getFormattedMessage()
                + (event.getThrowableProxy() == null
                    ? ""
                    : "\n"
                        + event.getThrowableProxy().getClassName()
                        + ": "
                        + event.getThrowableProxy().getMessage()
                        + "\n  at "
                        + event.getThrowableProxy().getStackTraceElementProxyArray()[0]));
      }
    }
  }
}
