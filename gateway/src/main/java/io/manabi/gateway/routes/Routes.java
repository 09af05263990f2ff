package io.manabi.gateway.routes;

import io.github.bucket4j.TimeMeter;
import io.manabi.core.ManabiException;
import io.manabi.web.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of models, which may change at any time. */
public final class Routes implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Table EMPTY =
      new Table(Map.of(), new Quotas(List.of(), TimeMeter.SYSTEM_NANOTIME));

  private final @Nullable WatchedFiles file;
  private volatile Table table = EMPTY;

  /**
   * The routes at one time.
   *
   * @param models by their names
   * @param quotas what is counted since then
   */
  public record Table(Map<String, ModelRoute> models, Quotas quotas) {
    /** Whether nothing is decided of any request. */
    public boolean isEmpty() {
      return models.isEmpty() && quotas.isEmpty();
    }
  }

  private Routes() {
    this.file = null;
  }

  private Routes(Path path, Duration interval) {
    this.file =
        new WatchedFiles(List.of(path), interval, contents -> table = table(path, contents.get(0)));
  }

  /** None: each request goes on as it is. */
  public static Routes none() {
    return new Routes();
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
    return new Routes(file, interval);
  }

  private static Table table(Path path, byte[] content) {
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
    return new Table(Map.copyOf(models), new Quotas(file.quotas(), TimeMeter.SYSTEM_NANOTIME));
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
