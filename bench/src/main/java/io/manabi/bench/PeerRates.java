package io.manabi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Answers a second of the server and of another one, asked the same in turn. */
final class PeerRates {
  private static final int ROUNDS = 3;
  private static final int[] CLIENTS = {1, 8, 64};

  private final InferenceServer own;
  private final InferenceServer peer;
  private final double seconds;

  PeerRates(InferenceServer own, InferenceServer peer, double seconds) {
    this.own = own;
    this.peer = peer;
    this.seconds = seconds;
    Report.line(
        "%s and %s: medians of %d runs of %.1f s, in turn; %d cores, which they and the load"
            + " generator share",
        own.name(), peer.name(), ROUNDS, seconds, Runtime.getRuntime().availableProcessors());
    Report.line(
        "%-6s %-7s %-4s %19s %6s %21s %21s %6s",
        "model", "clients", "way", "1/s", "ratio", "median us", "CPU s/1000", "failed");
  }

  /** Makes clients of one server. */
  private interface Way {
    Asker to(InferenceServer server) throws IOException;
  }

  /**
   * One run.
   *
   * @param loop what came of it
   * @param cpu seconds of the processor that the server took
   */
  private record Run(ClosedLoop.Result loop, double cpu) {
    double micros() {
      return loop.latencies().micros(0.5);
    }

    double cpuPerThousand() {
      return 1000 * cpu / loop.latencies().size();
    }
  }

  /** Measures one model. */
  void run(ServedModel model) throws IOException {
    OpenInference requests = new OpenInference(model);
    requests.requireSameAnswers(own, peer);
    for (InferenceServer server : List.of(own, peer)) {
      WarmUp.run(List.of(() -> requests.rest(server), () -> requests.grpc(server)));
    }
    for (int clients : CLIENTS) {
      compare(model, clients, "REST", requests::rest);
      compare(model, clients, "gRPC", requests::grpc);
    }
  }

  private void compare(ServedModel model, int clients, String name, Way way) throws IOException {
    List<Run> ours = new ArrayList<>();
    List<Run> theirs = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ours.add(measure(own, clients, way));
      theirs.add(measure(peer, clients, way));
    }
    ToDoubleFunction<Run> rate = run -> run.loop().perSecond();
    Report.line(
        "%-6s %7d %-4s %19s %6.2f %21s %21s %6s",
        model.name(),
        clients,
        name,
        both("%.0f", ours, theirs, rate),
        Report.median(ours, rate) / Report.median(theirs, rate),
        both("%.0f", ours, theirs, Run::micros),
        both("%.3f", ours, theirs, Run::cpuPerThousand),
        failures(ours) + "/" + failures(theirs));
  }

  private Run measure(InferenceServer server, int clients, Way way) throws IOException {
    double before = server.cpuSeconds();
    ClosedLoop.Result loop = ClosedLoop.run(clients, seconds, () -> way.to(server));
    return new Run(loop, server.cpuSeconds() - before);
  }

  private static String both(
      String format, List<Run> ours, List<Run> theirs, ToDoubleFunction<Run> value) {
    return String.format(
        Locale.ROOT,
        format + " / " + format,
        Report.median(ours, value),
        Report.median(theirs, value));
  }

  private static long failures(List<Run> runs) {
    return runs.stream().mapToLong(run -> run.loop().failures()).sum();
  }
}
