package io.manabi.cli.serve;

import io.manabi.prediction.tensors.Pictures;
import io.manabi.web.Limits;
import java.time.Duration;
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

  @Option(
      names = "--max-json-depth",
      paramLabel = "N",
      defaultValue = "250000",
      description =
          "How deep lists and objects of JSON may be nested; tensors at most 100 (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxJsonDepth = 250_000;

  @Option(
      names = "--max-picture-pixels",
      paramLabel = "N",
      defaultValue = "" + Pictures.USUAL_PIXELS,
      description =
          "Width times height of the largest picture that a model may decode (default:"
              + " ${DEFAULT-VALUE}).")
  private long maxPicturePixels = Pictures.USUAL_PIXELS;

  Limits limits() {
    return Limits.DEFAULTS
        .withBodyBytes(maxRequestBytes)
        .withConnections(maxConnections)
        .withHeaderTime(Duration.ofMillis(headerMillis))
        .withRequestTime(Duration.ofMillis(timeoutMillis))
        .withJsonDepth(maxJsonDepth);
  }

  long picturePixels() {
    return maxPicturePixels;
  }
}
