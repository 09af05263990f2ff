package io.manabi.serving;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ModelServerConfig;
import io.manabi.serving.http.RequestLog;
import io.manabi.web.AccessLog;
import io.manabi.web.Authenticator;
import io.manabi.web.Limits;
import io.manabi.web.Metrics;
import io.manabi.web.StaticFiles;
import io.manabi.web.Tls;
import io.manabi.web.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tensorflow.proto.error.Code;

/** What a prediction server needs to know before it starts. */
public final class PredictionServerBuilder {
  static final String LOCAL = "127.0.0.1";

  private final ServedModels models;
  private final List<StaticFiles> staticFiles = new ArrayList<>();
  private final List<Authenticator> authenticators = new ArrayList<>();
  private String host = LOCAL;
  private int port;
  private OptionalInt alsoPort = OptionalInt.empty();
  private Limits limits = Limits.DEFAULTS.withBodyBytes(32L << 20).withUnpackedBytes(32L << 20);
  private Optional<Tls> tls = Optional.empty();
  private Optional<AccessLog> accessLog = Optional.empty();
  private Optional<Traces> traces = Optional.empty();
  private Optional<Metrics> metrics = Optional.empty();
  private Optional<String> monitoringPath = Optional.empty();
  private RequestLog requestLog = RequestLog.NONE;
  private boolean insecure;
  private boolean cors;
  private Consumer<ModelServerConfig> reload =
      config -> {
        throw new PredictionFailure(
            Code.FAILED_PRECONDITION, "This server's models cannot be configured");
      };

  PredictionServerBuilder(ServedModels models) {
    this.models = requireNonNull(models, "models");
  }

  /** The address to listen on; if not given, 127.0.0.1, which only this machine can reach. */
  public PredictionServerBuilder host(String host) {
    this.host = requireNonNull(host, "host");
    return this;
  }

  /**
   * The port to listen on; if not given or 0, any that is free.
   *
   * @throws ManabiException if it is not between 0 and 65535
   */
  public PredictionServerBuilder port(int port) {
    this.port = checked(port);
    return this;
  }

  /** Another port on which the same is served; the same one as the first does nothing. */
  public PredictionServerBuilder alsoPort(int port) {
    this.alsoPort = OptionalInt.of(checked(port));
    return this;
  }

  private static int checked(int port) {
    if (port < 0 || port > 65_535) {
      throw ManabiException.user(
          "Port " + port + " does not exist; choose one between 0 and 65535 with --port.");
    }
    return port;
  }

  /** What requests may take; if not given, bodies of 32 MiB, and else the usual. */
  public PredictionServerBuilder limits(Limits limits) {
    this.limits = requireNonNull(limits, "limits");
    return this;
  }

  /** Has clients use TLS. The caller closes it after the server. */
  public PredictionServerBuilder tls(Tls tls) {
    this.tls = Optional.of(tls);
    return this;
  }

  /** Has clients show a key or a token; one of them is enough. The caller closes it. */
  public PredictionServerBuilder authenticator(Authenticator authenticator) {
    authenticators.add(authenticator);
    return this;
  }

  /** Lets everybody in who reaches the address, whatever it is. */
  public PredictionServerBuilder insecure() {
    this.insecure = true;
    return this;
  }

  /** Lets web pages of other origins in. */
  public PredictionServerBuilder cors() {
    this.cors = true;
    return this;
  }

  /** Writes a line for each request. */
  public PredictionServerBuilder accessLog(AccessLog accessLog) {
    this.accessLog = Optional.of(accessLog);
    return this;
  }

  /** Measures into these instead of some of its own. The caller closes them. */
  public PredictionServerBuilder metrics(Metrics metrics) {
    this.metrics = Optional.of(metrics);
    return this;
  }

  /** Tells the measurements of requests at this path too, under TensorFlow Serving's names. */
  public PredictionServerBuilder monitoringPath(String path) {
    this.monitoringPath = Optional.of(path);
    return this;
  }

  /** Traces requests. The caller closes it. */
  public PredictionServerBuilder traces(Traces traces) {
    this.traces = Optional.of(traces);
    return this;
  }

  /** Keeps some of the requests to models. The caller closes what needs it. */
  public PredictionServerBuilder requestLog(RequestLog log) {
    this.requestLog = requireNonNull(log, "log");
    return this;
  }

  /** Takes another configuration of the models from a client over gRPC. */
  public PredictionServerBuilder reload(Consumer<ModelServerConfig> reload) {
    this.reload = requireNonNull(reload, "reload");
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
  public PredictionServerBuilder staticFiles(
      String path, ClassLoader classLoader, String resourceRoot) {
    staticFiles.add(new StaticFiles(path, classLoader, resourceRoot));
    return this;
  }

  /**
   * Makes the server; it does not listen yet.
   *
   * @throws ManabiException if the host is unknown, or anybody could use the server and that was
   *     not asked for
   */
  public PredictionServer build() {
    return new PredictionServer(this);
  }

  ServedModels models() {
    return models;
  }

  List<StaticFiles> files() {
    return staticFiles;
  }

  List<Authenticator> authenticators() {
    return authenticators;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  OptionalInt otherPort() {
    return alsoPort.isPresent() && alsoPort.getAsInt() != port ? alsoPort : OptionalInt.empty();
  }

  Limits limits() {
    return limits;
  }

  Optional<Tls> tls() {
    return tls;
  }

  Optional<AccessLog> accessLog() {
    return accessLog;
  }

  Optional<Traces> traces() {
    return traces;
  }

  RequestLog requestLog() {
    return requestLog;
  }

  Optional<Metrics> metrics() {
    return metrics;
  }

  Optional<String> monitoringPath() {
    return monitoringPath;
  }

  boolean isInsecure() {
    return insecure;
  }

  boolean isCors() {
    return cors;
  }

  Consumer<ModelServerConfig> reload() {
    return reload;
  }
}
