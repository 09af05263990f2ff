package io.manabi.cli.serve;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import io.manabi.prediction.sources.ModelWatcher;
import io.manabi.serving.PredictionServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Serves models until it is told to end. */
@Command(
    name = "serve",
    description = {
      "Serve SavedModels over REST and gRPC, in the place of tensorflow_model_server.",
      "Its flags work with underscores too. The APIs are those of TensorFlow Serving, Open"
          + " Inference Protocol v2 and Cloud ML Engine v1, all on both ports."
    },
    footer = {
      "",
      "Examples:",
      "  manabi serve --model-name mnist --model-base-path /models/mnist",
      "  manabi serve --model_config_file=models.config --enable_batching=true"
    })
public final class ServeCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}, which only this"
              + " machine reaches).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8500",
      description = "The port for gRPC (default: ${DEFAULT-VALUE}).")
  private int port = 8500;

  @Option(
      names = "--rest-api-port",
      paramLabel = "PORT",
      defaultValue = "8501",
      description = "The port for REST; it may be the same (default: ${DEFAULT-VALUE}).")
  private int restPort = 8501;

  @Option(
      names = "--rest-api-timeout-in-ms",
      paramLabel = "N",
      defaultValue = "30000",
      description = "After how long a request is given up (default: ${DEFAULT-VALUE}).")
  private long timeoutMillis = 30_000;

  @Option(
      names = "--max-request-bytes",
      paramLabel = "N",
      defaultValue = "33554432",
      description = "The longest body, unpacked (default: ${DEFAULT-VALUE}, 32 MiB).")
  private long maxRequestBytes = 32L << 20;

  @Mixin private ModelFlags models = new ModelFlags();

  @Unmatched private List<String> unmatched = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    for (String arg : unmatched) {
      err.println(
          TensorFlowServingFlags.remark(arg)
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(), "Unknown option or argument: '" + arg + "'")));
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (ServedModels served = new ServedModels(models.modelOptions());
        ModelWatcher watcher = new ModelWatcher(served, models.watchOptions(), models.models());
        PredictionServer server = server(served)) {
      server.start();
      watcher.look();
      requireModel(served);
      watcher.start();
      spec.commandLine().getOut().println(greeting(served));
      Thread stop = new Thread(() -> stop(server, ended), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      ended.await();
    }
    return 0;
  }

  /** Answers what has begun, and lets the process end. */
  private static void stop(PredictionServer server, CountDownLatch ended) {
    server.close();
    ended.countDown();
  }

  private PredictionServer server(ServedModels served) {
    return PredictionServer.builder(served)
        .host(host)
        .port(port)
        .alsoPort(restPort)
        .requestTimeout(Duration.ofMillis(timeoutMillis))
        .maxRequestBytes(maxRequestBytes)
        .build();
  }

  private static void requireModel(ServedModels served) {
    boolean any =
        served.names().stream()
            .flatMap(name -> served.statuses(name).stream())
            .anyMatch(status -> status.state() == VersionState.AVAILABLE);
    if (!any) {
      throw ManabiException.user(
          "No version of any model could be loaded"
              + served.names().stream()
                  .flatMap(name -> served.statuses(name).stream())
                  .flatMap(status -> status.error().stream())
                  .map(VersionStatus.Failure::message)
                  .findFirst()
                  .map(message -> ": " + message)
                  .orElse("; there must be a directory for each version, named by its number."));
    }
  }

  private String greeting(ServedModels served) {
    List<String> versions = new ArrayList<>();
    for (String name : served.names()) {
      served.statuses(name).stream()
          .filter(status -> status.state() == VersionState.AVAILABLE)
          .forEach(status -> versions.add(name + " version " + status.number()));
    }
    return "Serving "
        + String.join(", ", versions)
        + ": REST on http://"
        + host
        + ":"
        + restPort
        + ", gRPC on "
        + host
        + ":"
        + port
        + ".";
  }
}
