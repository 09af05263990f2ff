package io.manabi.serving;

import io.manabi.prediction.ServedModels;
import io.manabi.web.WebServer;
import java.util.List;

/**
 * The prediction server: the APIs of TensorFlow Serving, of Open Inference Protocol v2 and of Cloud
 * ML Engine's online prediction over the models that are loaded, a health check at {@code
 * /healthz}, measurements at {@code /metrics}, and files such as a web page.
 */
public final class PredictionServer extends WebServer {
  PredictionServer(PredictionServerBuilder settings) {
    super(settings, List.of(new Mounts(settings)));
  }

  /** A server for these models, which the caller closes after the server. */
  public static PredictionServerBuilder builder(ServedModels models) {
    return new PredictionServerBuilder(models);
  }
}
