package io.manabi.cli.serve;

import io.manabi.web.Limits;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say how much a client may ask. */
final class LimitFlags {
  @Option(
      names = "--rest-api-timeout-in-ms",
      paramLabel = "N",
      defaultValue = "30000",
      description = "After how long a request is given up (default: ${DEFAULT-VALUE}).")
  private long timeoutMillis = 30_000;

  @Option(
      names = "--header-timeout-in-ms",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "How long a new connection may take until the headers of a request are there (default:"
              + " ${DEFAULT-VALUE}).")
  private long headerMillis = 10_000;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many clients may be connected (default: ${DEFAULT-VALUE}).")
  private int maxConnections = 10_000;

  @Option(
      names = "--max-request-bytes",
      paramLabel = "N",
      defaultValue = "33554432",
      description =
          "The longest body, and the longest that one is unpacked to (default: ${DEFAULT-VALUE},"
              + " 32 MiB).")
  private long maxRequestBytes = 32L << 20;

  /** The same flags, for another program. */
  List<String> arguments() {
    return List.of(
        "--rest-api-timeout-in-ms=" + timeoutMillis,
        "--header-timeout-in-ms=" + headerMillis,
        "--max-connections=" + maxConnections,
        "--max-request-bytes=" + maxRequestBytes);
  }

  Limits limits() {
    return Limits.DEFAULTS
        .withBodyBytes(maxRequestBytes)
        .withConnections(maxConnections)
        .withHeaderTime(Duration.ofMillis(headerMillis))
        .withRequestTime(Duration.ofMillis(timeoutMillis));
  }
}
