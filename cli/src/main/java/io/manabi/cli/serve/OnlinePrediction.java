package io.manabi.cli.serve;

import io.manabi.control.models.DeployedModel;
import io.manabi.control.servers.PredictionServers;
import io.manabi.control.servers.ServedListener;
import io.manabi.core.files.FolderLock;
import io.manabi.gateway.Gateway;
import io.manabi.gateway.routes.ModelRoute;
import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.routes.Split;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.ToldServers;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.web.ServerKey;
import io.manabi.web.ServerPart;
import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Online prediction in {@code manabi up}: prediction servers, and a gateway before them. */
final class OnlinePrediction implements AutoCloseable {
  private static final double ALL = 100;

  private final Routes routes;
  private final FolderLock ofFolder;
  private final Gateway gateway;
  private final PredictionServers servers;

  /**
   * A gateway before servers of which none runs yet.
   *
   * @param settings of the server that it is to be a part of
   * @param routes what a person wants of requests; closed with this
   * @param ofFolder says that nobody else writes where the prediction servers read; closed with
   *     this
   */
  OnlinePrediction(
      WebServerSettings settings,
      Routes routes,
      PredictionServers.Settings predictionServers,
      FolderLock ofFolder) {
    ToldServers told = new ToldServers();
    this.routes = routes;
    this.ofFolder = ofFolder;
    this.gateway =
        Gateway.builder(Servers.ofTold(told, "this machine")).routes(routes).build(settings);
    this.servers =
        new PredictionServers(
            LocalProvisioner.attachedWithoutSecrets(),
            predictionServers,
            new ServedListener() {
              @Override
              public void servers(List<String> addresses, String key) {
                told.become(addresses, ServerKey.authorization(key));
              }

              @Override
              public void models(List<DeployedModel> models) {
                routes.become(routesOf(models));
              }
            });
  }

  private static Map<String, ModelRoute> routesOf(List<DeployedModel> models) {
    Map<String, ModelRoute> routes = new HashMap<>();
    for (DeployedModel model : models) {
      routes.put(model.servedName(), route(model.defaultVersion(), model.names()));
    }
    return routes;
  }

  /**
   * The requests of a model: all of those that name no version go to the default one.
   *
   * @param names numbers of versions by what requests may call them
   */
  static ModelRoute route(OptionalLong defaultVersion, Map<String, Long> names) {
    Split split =
        defaultVersion.isPresent() ? new Split(Map.of(defaultVersion.getAsLong(), ALL)) : null;
    return new ModelRoute(split, "", names, null);
  }

  /** The servers, which serve what is wanted. */
  PredictionServers servers() {
    return servers;
  }

  /**
   * A server with an API and, for all that is none of it, the gateway. It is healthy without any
   * prediction server, for the API is there.
   */
  WebServer behind(ServerPart api, WebServerSettings settings) {
    ServerPart rest = (server, ready) -> gateway.mountOn(server, ready);
    return settings.server(gateway.predictions(), api, rest);
  }

  @Override
  public void close() {
    gateway.close();
    servers.close();
    routes.close();
    try {
      ofFolder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
