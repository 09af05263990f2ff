package io.manabi.bench;

import java.io.IOException;

/** Requests that come whether others have been answered or not: fewer and more than can be. */
final class ServingLoads {
  private static final double HALF_SECONDS = 8;
  private static final double OVERLOAD_SECONDS = 4;
  private static final double MILLI = 1e-3;

  private final ServerProcess server;
  private final String model;

  ServingLoads(ServerProcess server, String model) {
    this.server = server;
    this.model = model;
  }

  /** Half of the saturation and three times of it, in requests a second. */
  void run(String way, Http2Request request, double saturation) throws IOException {
    OpenLoop.Result half = OpenLoop.run(server.address(), request, saturation / 2, HALF_SECONDS);
    Latencies answers = half.answers();
    Report.line(
        "%-6s open    %-5s %.0f/s, half of saturation: median %.0f us, p99 %.0f us, p99.9 %.0f us,"
            + " %.1f times the median; failed %d",
        model,
        way,
        saturation / 2,
        answers.micros(0.5),
        answers.micros(0.99),
        answers.micros(0.999),
        answers.micros(0.999) / answers.micros(0.5),
        half.refusals().size() + half.unanswered());
    OpenLoop.Result over =
        OpenLoop.run(server.address(), request, 3 * saturation, OVERLOAD_SECONDS);
    double sent = over.answers().size() + over.refusals().size() + over.unanswered();
    Report.line(
        "%-6s open    %-5s %.0f/s sent, %.1f times saturation: goodput %.2f of it; answered median"
            + " %.0f ms; refused %d, median %.1f ms, p99 %.1f ms; unanswered %d",
        model,
        way,
        sent / over.seconds(),
        sent / over.seconds() / saturation,
        over.answers().size() / over.seconds() / saturation,
        MILLI * over.answers().micros(0.5),
        over.refusals().size(),
        MILLI * over.refusals().micros(0.5),
        MILLI * over.refusals().micros(0.99),
        over.unanswered());
  }
}
