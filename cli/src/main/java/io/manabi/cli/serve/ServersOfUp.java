package io.manabi.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.gateway.routes.ModelRoute;
import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.ToldServers;
import io.manabi.web.ServerKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prediction servers of a {@code manabi up}, and the models that they serve, which it is asked
 * for each second. What it said last counts for as long as it does not answer.
 */
final class ServersOfUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServersOfUp.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ApiClient control;
  private final boolean tls;
  private final ToldServers told = new ToldServers();
  private final Routes routes;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(ServersOfUp::daemon);
  private String lastFailure = "";

  /**
   * Asks for the first time, and then each second until {@link #close()}.
   *
   * @param tls whether the servers are to be asked over TLS
   * @param routesFile what a person wants of requests; null for nothing
   * @throws ManabiException if it refuses to say, or the file cannot be used; not if it does not
   *     answer
   */
  ServersOfUp(ApiClient control, boolean tls, @Nullable Path routesFile) {
    this.control = control;
    this.tls = tls;
    this.routes = Routes.ofProjects(routesFile);
    try {
      look();
    } catch (ManabiException e) {
      if (e.code() == ErrorCode.USER) {
        close();
        throw e;
      }
      tell(e.getMessage());
    }
    Object unused =
        clock.scheduleWithFixedDelay(
            this::lookAgain, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "servers-of-up");
    thread.setDaemon(true);
    return thread;
  }

  Servers servers() {
    return Servers.ofTold(told, control.server().toString());
  }

  Routes routes() {
    return routes;
  }

  private void lookAgain() {
    try {
      look();
      tell("");
    } catch (RuntimeException e) {
      tell(String.valueOf(e.getMessage()));
    }
  }

  /** Says in the log what is wrong, once. */
  private void tell(String failure) {
    if (!failure.isEmpty() && !failure.equals(lastFailure)) {
      LOG.warn("The servers stay as they were: {}", failure);
    } else if (failure.isEmpty() && !lastFailure.isEmpty()) {
      LOG.info("{} tells its servers again", control.server());
    }
    lastFailure = failure;
  }

  private void look() {
    JsonNode list = control.servers();
    if (!list.path("servers").isArray() || !list.path("models").isArray()) {
      throw ManabiException.user(
          control.server() + " tells no servers; expected the address of a manabi up.");
    }
    String key = list.path("key").asText();
    if (key.isEmpty()) {
      throw ManabiException.user(
          control.server()
              + " does not tell the key of its servers to who may not predict with all models; use"
              + " a key that may read and predict with all of them.");
    }
    List<String> addresses = new ArrayList<>();
    for (JsonNode server : list.path("servers")) {
      addresses.add(address(URI.create(server.path("url").asText())));
    }
    // Nobody is to be sent to a version that is about to go.
    routes.become(routesOf(list.path("models")));
    told.become(addresses, ServerKey.authorization(key));
  }

  private String address(URI server) {
    if (tls != "https".equals(server.getScheme())) {
      throw ManabiException.user(
          "The prediction server "
              + server
              + " of "
              + control.server()
              + (tls ? " has no TLS; leave out --servers-tls." : " has TLS; give --servers-tls."));
    }
    return server.getAuthority();
  }

  private static Map<String, ModelRoute> routesOf(JsonNode models) {
    Map<String, ModelRoute> routes = new HashMap<>();
    for (JsonNode model : models) {
      Map<String, Long> names = new HashMap<>();
      model
          .path("versions")
          .properties()
          .forEach(version -> names.put(version.getKey(), version.getValue().asLong()));
      JsonNode number = model.path("defaultVersion");
      OptionalLong defaultVersion =
          number.isNumber() ? OptionalLong.of(number.asLong()) : OptionalLong.empty();
      routes.put(model.path("name").asText(), OnlinePrediction.route(defaultVersion, names));
    }
    return routes;
  }

  /** Asks no more. */
  @Override
  public void close() {
    clock.shutdownNow();
    routes.close();
  }
}
