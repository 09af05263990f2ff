package io.manabi.serving;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ModelServerConfig;
import io.manabi.serving.http.RequestLog;
import io.manabi.web.ServerSettings;
import io.manabi.web.StaticFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tensorflow.proto.error.Code;

/** What a prediction server needs to know before it starts. */
public final class PredictionServerBuilder extends ServerSettings<PredictionServerBuilder> {
  private final ServedModels models;
  private final List<StaticFiles> staticFiles = new ArrayList<>();
  private OptionalInt alsoPort = OptionalInt.empty();
  private Optional<String> monitoringPath = Optional.empty();
  private RequestLog requestLog = RequestLog.NONE;
  private Consumer<ModelServerConfig> reload =
      config -> {
        throw new PredictionFailure(
            Code.FAILED_PRECONDITION, "This server's models cannot be configured");
      };

  PredictionServerBuilder(ServedModels models) {
    this.models = requireNonNull(models, "models");
  }

  @Override
  protected PredictionServerBuilder self() {
    return this;
  }

  /**
   * Another port on which the same is served; the same one as the first does nothing.
   *
   * @throws ManabiException if it is not between 0 and 65535
   */
  public PredictionServerBuilder alsoPort(int port) {
    this.alsoPort = OptionalInt.of(checked(port));
    return this;
  }

  /** Tells the measurements of requests at this path too, under TensorFlow Serving's names. */
  public PredictionServerBuilder monitoringPath(String path) {
    this.monitoringPath = Optional.of(path);
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

  OptionalInt otherPort() {
    return alsoPort.isPresent() && alsoPort.getAsInt() != port() ? alsoPort : OptionalInt.empty();
  }

  RequestLog requestLog() {
    return requestLog;
  }

  Optional<String> monitoringPath() {
    return monitoringPath;
  }

  Consumer<ModelServerConfig> reload() {
    return reload;
  }
}
