package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the gateway adds to an answer; {@code bench/gateway} tells how it is used. */
final class GatewayBench {
  private static final int ROUNDS = 7;
  private static final double SECONDS = 1;
  private static final int[] CLIENTS = {1, 8};
  private static final double ALLOWED_MICROS = 150;

  private GatewayBench() {}

  /**
   * Runs it.
   *
   * @param arguments the launcher
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 1) {
      throw ManabiException.user("usage: GatewayBench LAUNCHER");
    }
    Path manabi = Path.of(arguments[0]);
    Path work = Files.createTempDirectory("gateway");
    try {
      ServedModel model = ServingBench.dense(work.resolve("models"));
      try (ServerProcess server = ServerProcess.start(manabi, work, List.of(model));
          ServerProcess gateway = ServerProcess.gateway(manabi, work, server)) {
        measure(model, server, gateway);
      }
    } finally {
      ServingBench.delete(work);
    }
  }

  private static void measure(ServedModel model, ServerProcess server, ServerProcess gateway)
      throws IOException {
    Map<String, Asker.Maker> ways = new LinkedHashMap<>();
    ways.put("JSON", model.overJson(server.address()));
    ways.put("JSON, gateway", model.overJson(gateway.address()));
    ways.put("gRPC", model.overGrpc(server.address()));
    ways.put("gRPC, gateway", model.overGrpc(gateway.address()));
    WarmUp.run(new ArrayList<>(ways.values()));
    Report.line("medians of %d runs of %.1f s, in turn", ROUNDS, SECONDS);
    Report.line(
        "%-8s %-14s %9s %9s %9s %8s %6s",
        "clients", "way", "median us", "added us", "ratio", "1/s", "failed");
    for (int clients : CLIENTS) {
      Map<String, List<ClosedLoop.Result>> runs = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Map.Entry<String, Asker.Maker> way : ways.entrySet()) {
          runs.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
              .add(ClosedLoop.run(clients, SECONDS, way.getValue()));
        }
      }
      for (String protocol : List.of("JSON", "gRPC")) {
        print(clients, protocol, runs);
      }
    }
  }

  private static void print(
      int clients, String protocol, Map<String, List<ClosedLoop.Result>> runs) {
    double direct = micros(runs, protocol);
    for (String way : List.of(protocol, protocol + ", gateway")) {
      List<ClosedLoop.Result> results = requireNonNull(runs.get(way));
      double micros = micros(runs, way);
      Report.line(
          "%-8d %-14s %9.0f %9.0f %9.2f %8.0f %6d",
          clients,
          way,
          micros,
          micros - direct,
          micros / direct,
          Report.median(results, ClosedLoop.Result::perSecond),
          results.stream().mapToLong(ClosedLoop.Result::failures).sum());
    }
    if (clients == 1) {
      double added = micros(runs, protocol + ", gateway") - direct;
      Report.line(
          "%s, one client: the gateway adds %.0f us, %s than the %.0f that it may",
          protocol, added, added <= ALLOWED_MICROS ? "not more" : "MORE", ALLOWED_MICROS);
    }
  }

  private static double micros(Map<String, List<ClosedLoop.Result>> runs, String way) {
    return Report.median(requireNonNull(runs.get(way)), run -> run.latencies().micros(0.5));
  }
}
