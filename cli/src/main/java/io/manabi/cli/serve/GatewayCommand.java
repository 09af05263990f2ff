package io.manabi.cli.serve;

import io.manabi.cli.cloud.KeyOptions;
import io.manabi.gateway.Gateway;
import io.manabi.gateway.GatewayBuilder;
import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.ServersTls;
import io.manabi.gateway.servers.UpstreamOptions;
import io.manabi.web.Metrics;
import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Passes requests on to prediction servers until it is told to end. */
@Command(
    name = "gateway",
    description = {
      "One address before several prediction servers, for REST, gRPC and Open Inference Protocol.",
      "A request goes to the healthy server with the least to do, and to another one if that fails"
          + " and the request may be asked twice, as predictions may. Keys are checked here if you"
          + " give --keys-file or --jwks, and passed on in any case, so that the servers may check"
          + " them as well, or instead: then say --insecure here.",
    },
    footer = {
      "",
      "Examples:",
      "  manabi gateway --servers 10.0.0.1:8500,10.0.0.2:8500",
      "  manabi gateway --servers-dns predictions.internal:8500 --host 0.0.0.0 --keys-file keys",
      "  manabi gateway --servers-up http://127.0.0.1:8080 --key-file key --port 8090 --keys-file keys"
    })
public final class GatewayCommand implements Callable<Integer> {
  /** How long it waits for a first server before it says that there is none yet. */
  private static final Duration FIRST_SERVER = Duration.ofSeconds(5);

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
      defaultValue = "8080",
      description = "The port for all protocols (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // picocli sets it, for one of them must be given.
  private Sources sources;

  @Option(
      names = "--health-path",
      paramLabel = "PATH",
      defaultValue = "/healthz",
      description =
          "Where a server answers 200 while it may be asked (default: ${DEFAULT-VALUE}; other"
              + " servers of Open Inference Protocol have /v2/health/ready).")
  private String healthPath = "/healthz";

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How often a request that may be asked twice is tried at most (default:"
              + " ${DEFAULT-VALUE}).")
  private int attempts = 4;

  @Option(
      names = "--routes-file",
      paramLabel = "FILE",
      description = {
        "YAML or JSON, which is watched: how requests are split over versions, which version is"
            + " compared beside, names for versions, and quotas of keys, as in",
        "  models:",
        "    mnist:",
        "      split: {3: 90, 4: 10}",
        "      sticky-header: x-user",
        "      aliases: {canary: 4}",
        "      shadow: {version: 5, percent: 20, tolerance: 0.001}",
        "  quotas:",
        "    - {key: shop, model: mnist, requests-per-second: 100, burst: 200}"
      })
  private @Nullable Path routesFile;

  @Mixin private KeyOptions keyOptions = new KeyOptions();

  @Mixin private ServersTlsFlags serversTlsFlags = new ServersTlsFlags();

  @Mixin private LimitFlags limitFlags = new LimitFlags();

  @Mixin private AccessFlags accessFlags = new AccessFlags();

  @Mixin private CrossOriginFlag crossOriginFlag = new CrossOriginFlag();

  @Mixin private MonitorFlags monitorFlags = new MonitorFlags();

  private final UntilStopped untilStopped = new UntilStopped();

  /** Where the addresses of servers come from. */
  private static final class Sources {
    @Option(
        names = "--servers",
        paramLabel = "HOST:PORT",
        split = ",",
        description = "The prediction servers: one port of each, where it has REST and gRPC.")
    private List<String> list = new ArrayList<>();

    @Option(
        names = "--servers-file",
        paramLabel = "FILE",
        description = "A file with one HOST:PORT a line, which is watched.")
    private @Nullable Path file;

    @Option(
        names = "--servers-dns",
        paramLabel = "NAME:PORT",
        description = "All addresses that DNS has for a name, which is asked again and again.")
    private @Nullable String dns;

    @Option(
        names = "--servers-up",
        paramLabel = "URL",
        arity = "0..1",
        fallbackValue = "",
        description =
            "Those of the manabi up at this address, and the models of its projects (default:"
                + " $MANABI_SERVER or that of the profile). It is asked each second with your key,"
                + " which must permit to read and predict with all models, and needed only for"
                + " changes. Keys are checked here only, and policies of its API do not count.")
    private @Nullable String up;

    Servers servers() {
      if (file != null) {
        return Servers.ofFile(file);
      }
      return dns != null ? Servers.ofDns(dns) : Servers.ofList(list);
    }
  }

  @Override
  public Integer call() throws Exception {
    untilStopped.run(this::pass);
    return 0;
  }

  private void pass(Metrics metrics, List<AutoCloseable> opened) throws InterruptedException {
    WebServerSettings settings =
        WebServer.settings().host(host).port(port).limits(limitFlags.limits());
    GatewayBuilder builder = builder(opened);
    opened.addAll(accessFlags.applyTo(settings));
    crossOriginFlag.applyTo(settings);
    opened.addAll(monitorFlags.applyTo(settings, metrics, "manabi-gateway"));
    try (Gateway gateway = builder.build(settings);
        WebServer server = settings.server(gateway)) {
      server.start();
      boolean found = gateway.awaitServer(FIRST_SERVER);
      spec.commandLine()
          .getOut()
          .println(
              "Passing on to "
                  + gateway.servers()
                  + (found ? "" : ", of which none is healthy yet")
                  + ": REST and gRPC on "
                  + host
                  + ":"
                  + server.port()
                  + ".");
      untilStopped.await(server);
    }
  }

  private GatewayBuilder builder(List<AutoCloseable> opened) {
    UpstreamOptions upstream =
        UpstreamOptions.DEFAULTS.withHealthPath(healthPath).withAttempts(attempts);
    Optional<ServersTls> tls = serversTlsFlags.read();
    Servers servers;
    Routes routes;
    if (sources.up != null) {
      ServersOfUp up = new ServersOfUp(keyOptions.connect(sources.up), tls.isPresent(), routesFile);
      opened.add(up);
      servers = up.servers();
      routes = up.routes();
    } else {
      servers = sources.servers();
      routes = routesFile == null ? Routes.none() : Routes.ofFile(routesFile);
      opened.add(routes);
    }
    return Gateway.builder(servers)
        .upstream(tls.map(upstream::withTls).orElse(upstream))
        .routes(routes);
  }
}
