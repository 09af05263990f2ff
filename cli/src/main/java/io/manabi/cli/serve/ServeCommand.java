package io.manabi.cli.serve;

import io.manabi.prediction.ModelOptions;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.sources.ModelWatcher;
import io.manabi.serving.ModelMeters;
import io.manabi.serving.PredictionServer;
import io.manabi.serving.PredictionServerBuilder;
import io.manabi.serving.http.RequestMeters;
import io.manabi.serving.tensorflow.MonitoringFile;
import io.manabi.serving.tensorflow.PredictionLogs;
import io.manabi.serving.tensorflow.ReloadableModels;
import io.manabi.web.Metrics;
import io.manabi.web.ServerKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Mixin private ModelFlags modelFlags = new ModelFlags();

  @Mixin private ModelLimitFlags limitFlags = new ModelLimitFlags();

  @Mixin private AccessFlags accessFlags = new AccessFlags();

  @Mixin private CrossOriginFlag crossOriginFlag = new CrossOriginFlag();

  @Mixin private MonitorFlags monitorFlags = new MonitorFlags();

  @Option(
      names = "--monitoring-config-file",
      paramLabel = "FILE",
      description =
          "A MonitoringConfig as text: measurements under TensorFlow Serving's names too, beside"
              + " those at /metrics.")
  private @Nullable Path monitoringConfigFile;

  @Option(
      names = "--start-without-models",
      arity = "0..1",
      fallbackValue = "true",
      description = "Start also if no version can be loaded; what comes later is served then.")
  private boolean startWithoutModels;

  private final UntilStopped untilStopped = new UntilStopped();

  @Unmatched private List<String> unmatched = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    for (String arg : unmatched) {
      err.println(TensorFlowServingFlags.remark(arg).orElseThrow(() -> unknown(arg)));
    }
    untilStopped.run(this::serve);
    return 0;
  }

  private ParameterException unknown(String arg) {
    return new ParameterException(spec.commandLine(), "Unknown option or argument: '" + arg + "'");
  }

  private void serve(Metrics metrics, List<AutoCloseable> opened) throws InterruptedException {
    RequestMeters meters = new RequestMeters(metrics.registry());
    PredictionLogs log = new PredictionLogs(meters, Clock.systemUTC());
    opened.add(log);
    ReloadableModels source = new ReloadableModels(modelFlags.models());
    ModelOptions options =
        modelFlags.modelOptions(new ModelMeters(meters), limitFlags.picturePixels());
    try (ServedModels models = new ServedModels(options);
        ModelWatcher watcher =
            new ModelWatcher(models, modelFlags.watchOptions(), log.follow(source));
        PredictionServer server =
            server(
                PredictionServer.builder(models)
                    .requestLog(log)
                    .reload(config -> source.reload(config, watcher, models)),
                metrics,
                opened)) {
      server.setReady(false);
      server.start();
      watcher.look();
      if (!startWithoutModels) {
        new RunningModels(models).requireOne();
      }
      server.setReady(true);
      watcher.start();
      spec.commandLine().getOut().println(greeting(models, server));
      untilStopped.await(server);
    }
  }

  private PredictionServer server(
      PredictionServerBuilder server, Metrics metrics, List<AutoCloseable> opened) {
    server.host(host).port(port).alsoPort(restPort).limits(limitFlags.limits());
    opened.addAll(accessFlags.applyTo(server));
    ServerKey.ofEnvironment().ifPresent(server::authenticator);
    crossOriginFlag.applyTo(server);
    opened.addAll(monitorFlags.applyTo(server, metrics, "manabi-serving"));
    if (monitoringConfigFile != null) {
      MonitoringFile.read(monitoringConfigFile).ifPresent(server::monitoringPath);
    }
    return server.build();
  }

  private String greeting(ServedModels models, PredictionServer server) {
    int grpc = port == 0 ? server.port() : port;
    int rest = restPort == port ? grpc : restPort;
    return "Serving "
        + new RunningModels(models).describe()
        + ": REST on "
        + host
        + ":"
        + rest
        + ", gRPC on "
        + host
        + ":"
        + grpc
        + ".";
  }
}
