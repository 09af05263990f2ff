package io.manabi.serving;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.encoding.DecodingService;
import com.linecorp.armeria.server.encoding.EncodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ModelServerConfig;
import io.manabi.serving.cloudml.CloudMlEngineApi;
import io.manabi.serving.http.ApiService;
import io.manabi.serving.http.JsonErrors;
import io.manabi.serving.http.StaticFiles;
import io.manabi.serving.openinference.InferenceApi;
import io.manabi.serving.openinference.InferenceGrpc;
import io.manabi.serving.tensorflow.ModelGrpc;
import io.manabi.serving.tensorflow.PredictionGrpc;
import io.manabi.serving.tensorflow.RestApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.tensorflow.proto.error.Code;

/**
 * The prediction server: TensorFlow Serving's REST API and Cloud ML Engine's online prediction over
 * the models that are loaded, a health check at {@code /healthz}, and files such as a web page.
 */
public final class PredictionServer implements AutoCloseable {
  /** Of the jar; some clients ask for it. */
  private static final String VERSION =
      Optional.ofNullable(PredictionServer.class.getPackage().getImplementationVersion())
          .orElse("development");

  /** How long it must be quiet before a closing server stops to listen, and how long at most. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private static final String LOCAL = "127.0.0.1";

  private final String host;
  private final int port;
  private final Server server;

  private PredictionServer(Builder builder) {
    this.host = builder.host;
    this.port = builder.port;
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw ManabiException.user(
          "There is no host " + host + "; choose the name or address of this machine with --host.");
    }
    this.server = assemble(builder, address);
  }

  /** A server for these models, which the caller closes after the server. */
  public static Builder builder(ServedModels models) {
    return new Builder(models);
  }

  private static Server assemble(Builder builder, InetSocketAddress address) {
    ServerBuilder server =
        Server.builder()
            .http(address)
            .maxRequestLength(builder.maxRequestBytes)
            .requestTimeout(builder.requestTimeout)
            .gracefulShutdownTimeout(QUIET, CLOSE_TIMEOUT)
            .disableServerHeader()
            .errorHandler(new JsonErrors(builder.maxRequestBytes))
            .service("/healthz", HealthCheckService.of())
            .service(
                Route.builder().regex("^/v1/projects/.*$").build(),
                new ApiService(new CloudMlEngineApi(builder.models)))
            .service(
                Route.builder().regex("^(?i)/v1/.*$").build(),
                new ApiService(new RestApi(builder.models)))
            .service(
                Route.builder().regex("^/v2(/.*)?$").build(),
                new ApiService(new InferenceApi(builder.models, VERSION)))
            .service(
                GrpcService.builder()
                    .addService(new PredictionGrpc(builder.models))
                    .addService(new ModelGrpc(builder.models, builder.reload))
                    .addService(new InferenceGrpc(builder.models, VERSION))
                    .maxRequestMessageLength(
                        (int) Math.min(Integer.MAX_VALUE, builder.maxRequestBytes))
                    .enableHealthCheckService(true)
                    .addService(ProtoReflectionServiceV1.newInstance())
                    .useBlockingTaskExecutor(true)
                    .build())
            .decorator(DecodingService.newDecorator())
            .decorator(EncodingService.newDecorator());
    if (builder.alsoPort >= 0 && builder.alsoPort != builder.port) {
      server.http(new InetSocketAddress(builder.host, builder.alsoPort));
    }
    builder.staticFiles.forEach(files -> files.mountOn(server));
    if (!builder.staticFiles.isEmpty()) {
      String page = builder.staticFiles.get(0).path();
      server.service("/", (context, request) -> HttpResponse.ofRedirect(page));
    }
    return server.build();
  }

  /**
   * Begins to listen.
   *
   * @throws ManabiException if the port is in use or may not be opened
   */
  public void start() {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw cannotListen(e);
    }
  }

  private ManabiException cannotListen(CompletionException e) {
    String reason = String.valueOf(requireNonNull(e.getCause(), "cause").getMessage());
    if (isTaken()) {
      return inUse(port, host, e);
    }
    return ManabiException.resources(
        String.format(
            Locale.ROOT,
            "Cannot listen on port %d of %s: %s; choose another with --port.",
            port,
            host,
            reason),
        e);
  }

  /** Whether another program listens: the reason is told in the language of the machine. */
  private boolean isTaken() {
    try (Socket other = new Socket(Proxy.NO_PROXY)) {
      other.connect(new InetSocketAddress(host, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ManabiException inUse(int port, String host, Exception cause) {
    return ManabiException.resources(
        String.format(
            Locale.ROOT,
            "Port %d on %s is in use by another program; choose another with --port.",
            port,
            host),
        cause);
  }

  /**
   * Checks, before long work, that a server could listen on a port of this machine.
   *
   * @param port 0 for any
   * @throws ManabiException if the port is in use
   */
  public static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw inUse(port, LOCAL, e);
    }
  }

  /**
   * The port it listens on.
   *
   * @throws IllegalStateException if it does not listen
   */
  public int port() {
    return server.activeLocalPort();
  }

  /**
   * Answers the requests that have begun, for ten seconds at most, and stops listening. Takes two
   * seconds at least, in which Netty's threads end.
   */
  @Override
  public void close() {
    server.close();
  }

  /** What a server needs to know before it starts. */
  public static final class Builder {
    private final ServedModels models;
    private final List<StaticFiles> staticFiles = new ArrayList<>();
    private String host = LOCAL;
    private int port;
    private int alsoPort = -1;
    private Duration requestTimeout = Duration.ofSeconds(30);
    private long maxRequestBytes = 32L << 20;
    private Consumer<ModelServerConfig> reload =
        config -> {
          throw new PredictionFailure(
              Code.FAILED_PRECONDITION, "This server's models cannot be configured");
        };

    private Builder(ServedModels models) {
      this.models = requireNonNull(models, "models");
    }

    /** The address to listen on; if not given, 127.0.0.1, which only this machine can reach. */
    public Builder host(String host) {
      this.host = requireNonNull(host, "host");
      return this;
    }

    /**
     * The port to listen on; if not given or 0, any that is free.
     *
     * @throws ManabiException if it is not between 0 and 65535
     */
    public Builder port(int port) {
      this.port = checked(port);
      return this;
    }

    private static int checked(int port) {
      if (port < 0 || port > 65_535) {
        throw ManabiException.user(
            "Port " + port + " does not exist; choose one between 0 and 65535 with --port.");
      }
      return port;
    }

    /** Another port on which the same is served; the same one as the first does nothing. */
    public Builder alsoPort(int port) {
      this.alsoPort = checked(port);
      return this;
    }

    /** After how long a request is given up; if not given, 30 seconds, as TensorFlow Serving's. */
    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = requireNonNull(requestTimeout, "requestTimeout");
      return this;
    }

    /** Takes another configuration of the models from a client over gRPC. */
    public Builder reload(Consumer<ModelServerConfig> reload) {
      this.reload = requireNonNull(reload, "reload");
      return this;
    }

    /** The longest body that a request may have, in bytes, unpacked; if not given, 32 MiB. */
    public Builder maxRequestBytes(long maxRequestBytes) {
      this.maxRequestBytes = maxRequestBytes;
      return this;
    }

    /**
     * Serves files of the class path. {@code GET /} leads to the first that are given.
     *
     * @param path the URL path, such as {@code /draw/}; its index.html answers for itself
     * @param classLoader what finds the files
     * @param resourceRoot the directory of the files, such as {@code io/manabi/samples/mnist/draw}
     * @throws ManabiException if the path does not begin and end with a slash
     */
    public Builder staticFiles(String path, ClassLoader classLoader, String resourceRoot) {
      staticFiles.add(new StaticFiles(path, classLoader, resourceRoot));
      return this;
    }

    /**
     * Makes the server; it does not listen yet.
     *
     * @throws ManabiException if the host is unknown
     */
    public PredictionServer build() {
      return new PredictionServer(this);
    }
  }
}
