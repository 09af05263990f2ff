package io.manabi.cli.serve;

import io.manabi.serving.PredictionServerBuilder;
import io.manabi.serving.tensorflow.MonitoringFile;
import io.manabi.web.AccessLog;
import io.manabi.web.Metrics;
import io.manabi.web.Traces;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how the server can be watched. */
final class MonitorFlags {
  @Option(
      names = "--monitoring-config-file",
      paramLabel = "FILE",
      description =
          "A MonitoringConfig as text: measurements under TensorFlow Serving's names too, beside"
              + " those at /metrics.")
  private @Nullable Path monitoringConfigFile;

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

  /** Tells a server, and returns what is to be closed after it. */
  List<AutoCloseable> applyTo(PredictionServerBuilder server, Metrics metrics) {
    List<AutoCloseable> opened = new ArrayList<>();
    server.metrics(metrics);
    if (monitoringConfigFile != null) {
      MonitoringFile.read(monitoringConfigFile).ifPresent(server::monitoringPath);
    }
    if (accessLog != null) {
      server.accessLog(new AccessLog(accessLog));
    }
    if (otlpEndpoint != null) {
      Traces traces = new Traces(otlpEndpoint, "manabi-serving", traceSampling);
      opened.add(traces);
      server.traces(traces);
    }
    return opened;
  }
}
