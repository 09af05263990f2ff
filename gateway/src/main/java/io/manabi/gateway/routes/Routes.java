package io.manabi.gateway.routes;

import io.github.bucket4j.TimeMeter;
import io.manabi.core.ManabiException;
import io.manabi.web.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes of models, which may change at any time. Safe for use by several threads. */
public final class Routes implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final boolean ofProjects;
  private final @Nullable WatchedFiles file;
  private @Nullable Map<String, ModelRoute> told;
  private Map<String, ModelRoute> written = Map.of();
  private Quotas quotas = new Quotas(List.of(), TimeMeter.SYSTEM_NANOTIME);
  private volatile Table table;

  /**
   * The routes at one time.
   *
   * @param models by their names
   * @param quotas what is counted since then
   * @param deployed the names of all models that there are, if models belong to projects and
   *     somebody has told them; null otherwise
   */
  public record Table(
      Map<String, ModelRoute> models, Quotas quotas, @Nullable Set<String> deployed) {
    /** Whether nothing is decided of any request. */
    public boolean isEmpty() {
      return models.isEmpty() && quotas.isEmpty() && deployed == null;
    }

    /**
     * Whether there is no such model, or no such version of it. Only known if models belong to
     * projects, whose versions all have names.
     *
     * @param version the name of a version, or empty for whichever
     */
    public boolean isMissing(String model, String version) {
      if (deployed == null) {
        return false;
      }
      ModelRoute route = models.get(model);
      return !deployed.contains(model)
          || route == null
          || (version.isEmpty() ? route.split() == null : !route.aliases().containsKey(version));
    }
  }

  private Routes(boolean ofProjects, @Nullable Path path, Duration interval) {
    this.ofProjects = ofProjects;
    this.table = joined();
    this.file =
        path == null
            ? null
            : new WatchedFiles(List.of(path), interval, contents -> write(path, contents.get(0)));
  }

  /** None: each request goes on as it is. */
  public static Routes none() {
    return new Routes(false, null, INTERVAL);
  }

  /**
   * Those in a file of YAML or JSON, which is watched until {@link #close()}. A later content that
   * cannot be used is told in the log, and the routes before stay. When the file changes, quotas
   * are counted anew.
   *
   * @throws ManabiException if it cannot be read or used
   */
  public static Routes ofFile(Path file) {
    return ofFile(file, INTERVAL);
  }

  static Routes ofFile(Path file, Duration interval) {
    return new Routes(false, file, interval);
  }

  /**
   * Those of models that belong to projects, and are called {@code PROJECT.MODEL}: which there are,
   * is told by {@link #become}, and all others are none.
   *
   * @param file as of {@link #ofFile}, what a person wants otherwise; null for none
   * @throws ManabiException if it cannot be read or used
   */
  public static Routes ofProjects(@Nullable Path file) {
    return new Routes(true, file, INTERVAL);
  }

  /**
   * Routes each model like this from now on. What the file says of one goes before, except for the
   * names of versions.
   *
   * @param models those that there are, by their names
   */
  public synchronized void become(Map<String, ModelRoute> models) {
    told = Map.copyOf(models);
    table = joined();
  }

  private synchronized void write(Path path, byte[] content) {
    RoutesFile file = RoutesFile.parse(path, content);
    Map<String, ModelRoute> models = new HashMap<>();
    file.models()
        .forEach(
            (model, route) -> {
              try {
                models.put(model, route.checked());
              } catch (ManabiException e) {
                throw ManabiException.user(
                    "The route of model '" + model + "' in " + path + ": " + e.getMessage(), e);
              }
            });
    written = models;
    quotas = new Quotas(file.quotas(), TimeMeter.SYSTEM_NANOTIME);
    table = joined();
  }

  private Table joined() {
    Map<String, ModelRoute> models = new HashMap<>(written);
    if (told != null) {
      told.forEach((model, route) -> models.merge(model, route, ModelRoute::over));
    }
    return new Table(Map.copyOf(models), quotas, told == null ? null : told.keySet());
  }

  /** Whether models belong to projects, and are called {@code PROJECT.MODEL}. */
  public boolean isOfProjects() {
    return ofProjects;
  }

  /** The routes now. */
  public Table now() {
    return table;
  }

  /** Looks for changes no more. */
  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
