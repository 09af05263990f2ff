package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Answers a second of the server and of direct runs, in turn. */
final class ServingRates {
  private static final int ROUNDS = 5;
  private static final int[] CLIENTS = {1, 8, 64};

  /** What the server does below its protocols is the other way that needs none. */
  private static final String LIMIT = "Session.run";

  private static final String GRPC = "gRPC";
  private static final String JSON = "JSON";
  private static final String BATCHED_GRPC = "gRPC, batching";
  private static final String BATCHED_JSON = "JSON, batching";

  private final OperatingSystemMXBean self =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ServerProcess server;
  private final ServerProcess batching;
  private final double seconds;
  private final Optional<InetSocketAddress> peer;

  /**
   * Nothing measured yet.
   *
   * @param server as it is without flags
   * @param batching one that puts requests together
   */
  ServingRates(ServerProcess server, ServerProcess batching, ServingOptions options) {
    this.server = server;
    this.batching = batching;
    this.seconds = options.seconds();
    this.peer = options.peer();
    Report.line(
        "medians of %d runs of %.1f s; %s",
        ROUNDS,
        seconds,
        ServerProcess.cores()
            .map(cores -> "the server on the cores " + cores + ", all else on as many others")
            .orElse("server and load generator share the cores"));
    Report.line(
        "%-6s %-7s %-16s %9s %6s %9s %9s %8s %10s %10s %6s",
        "model",
        "clients",
        "way",
        "1/s",
        "ratio",
        "median us",
        "over us",
        "p99 us",
        "CPU s/1000",
        "generator",
        "failed");
  }

  /**
   * One run.
   *
   * @param loop what came of it
   * @param server seconds of the processor that the server took
   * @param generator those that this process took
   */
  private record Run(ClosedLoop.Result loop, double server, double generator) {
    double perThousand(double cpuSeconds) {
      return 1000 * cpuSeconds / loop.latencies().size();
    }
  }

  /** Measures one model. */
  void run(ServedModel model) throws IOException {
    try (DirectModel direct = new DirectModel(model)) {
      Map<String, Asker.Maker> ways = new LinkedHashMap<>();
      ways.put(LIMIT, direct::session);
      ways.put("LoadedModel.run", direct::loadedModel);
      ways.put(GRPC, model.overGrpc(server.address()));
      ways.put(JSON, model.overJson(server.address()));
      ways.put(BATCHED_GRPC, model.overGrpc(batching.address()));
      ways.put(BATCHED_JSON, model.overJson(batching.address()));
      peer.ifPresent(address -> ways.put("peer's JSON", model.overJson(address)));
      List<Asker.Maker> warm = new ArrayList<>(ways.values());
      warm.add(() -> new Http2Connection(server.address(), model.rest())); // In the open loop.
      WarmUp.run(warm);
      for (int clients : CLIENTS) {
        Map<String, List<Run>> runs = runs(clients, ways);
        runs.forEach((way, own) -> print(model.name(), clients, way, own, runs));
        if (clients == CLIENTS[CLIENTS.length - 1]) {
          ServingLoads loads = new ServingLoads(server, model.name());
          loads.run(GRPC, model.grpc(), rate(runs, GRPC));
          loads.run(JSON, model.rest(), rate(runs, JSON));
        }
      }
    }
  }

  private Map<String, List<Run>> runs(int clients, Map<String, Asker.Maker> ways)
      throws IOException {
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Asker.Maker> way : ways.entrySet()) {
        ServerProcess asked = way.getKey().endsWith("batching") ? batching : server;
        double serverBefore = asked.cpuSeconds();
        long selfBefore = self.getProcessCpuTime();
        ClosedLoop.Result loop = ClosedLoop.run(clients, seconds, way.getValue());
        runs.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
            .add(
                new Run(
                    loop,
                    asked.cpuSeconds() - serverBefore,
                    (self.getProcessCpuTime() - selfBefore) / 1e9));
      }
    }
    return runs;
  }

  private static double rate(Map<String, List<Run>> runs, String way) {
    return Report.median(requireNonNull(runs.get(way)), run -> run.loop().perSecond());
  }

  private static void print(
      String model, int clients, String way, List<Run> runs, Map<String, List<Run>> all) {
    ToDoubleFunction<Run> middle = run -> run.loop().latencies().micros(0.5);
    double micros = Report.median(runs, middle);
    boolean served = way.startsWith(GRPC) || way.startsWith(JSON);
    boolean direct = isDirect(way);
    Report.line(
        "%-6s %7d %-16s %9.0f %6.2f %9.0f %9.0f %8.0f %10s %10s %6d",
        model,
        clients,
        way,
        Report.median(runs, run -> run.loop().perSecond()),
        Report.median(runs, run -> run.loop().perSecond()) / rate(all, LIMIT),
        micros,
        micros - Report.median(requireNonNull(all.get(LIMIT)), middle),
        Report.median(runs, run -> run.loop().latencies().micros(0.99)),
        served || direct
            ? number(
                Report.median(
                    runs, run -> run.perThousand(served ? run.server() : run.generator())))
            : "",
        direct ? "" : number(Report.median(runs, run -> run.perThousand(run.generator()))),
        runs.stream().mapToLong(run -> run.loop().failures()).sum());
  }

  private static boolean isDirect(String way) {
    return way.endsWith(".run");
  }

  private static String number(double cpuSeconds) {
    return String.format(Locale.ROOT, "%.3f", cpuSeconds);
  }
}
