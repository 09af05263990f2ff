package io.manabi.cli.serve;

import io.manabi.web.AccessLog;
import io.manabi.web.Metrics;
import io.manabi.web.ServerSettings;
import io.manabi.web.Traces;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how the server can be watched. */
final class MonitorFlags {
  @Option(
      names = "--access-log-sampling",
      paramLabel = "FRACTION",
      description =
          "Log this part of the requests, and all errors, as JSON lines (0.1 for a tenth).")
  private @Nullable Double accessLog;

  @Option(
      names = "--otlp-endpoint",
      paramLabel = "URL",
      description = "Send OpenTelemetry traces there, such as http://collector:4318/v1/traces.")
  private @Nullable URI otlpEndpoint;

  @Option(
      names = "--trace-sampling",
      paramLabel = "FRACTION",
      defaultValue = "0.01",
      description = "Which part of the requests is traced (default: ${DEFAULT-VALUE}).")
  private double traceSampling = 0.01;

  /**
   * Tells a server, and returns what is to be closed after it.
   *
   * @param service its name in traces
   */
  List<AutoCloseable> applyTo(ServerSettings<?> server, Metrics metrics, String service) {
    List<AutoCloseable> opened = new ArrayList<>();
    server.metrics(metrics);
    if (accessLog != null) {
      server.accessLog(new AccessLog(accessLog));
    }
    if (otlpEndpoint != null) {
      Traces traces = new Traces(otlpEndpoint, service, traceSampling);
      opened.add(traces);
      server.traces(traces);
    }
    return opened;
  }
}
