package io.manabi.serving;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The model versions that are loaded. They may be loaded and unloaded while requests run: each
 * request keeps its version until it is answered. Safe for use by several threads.
 */
public final class ServedModels implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[^/:]+");

  private final Map<String, ServedModel> models = new ConcurrentHashMap<>();

  /** No models yet. */
  public ServedModels() {}

  /**
   * Loads a version and warms it up; it answers requests when this returns. The first version of a
   * model becomes its default.
   *
   * @param model the name of the model, without slash and colon
   * @param version the name of the version, as in Cloud ML Engine: {@code v1}
   * @param number the number of the version, as in TensorFlow Serving; the highest is the latest
   * @param savedModel the directory that holds {@code saved_model.pb}
   * @throws ManabiException if the directory does not hold a readable SavedModel, a name is not
   *     allowed, or the version is loaded already
   */
  public void load(String model, String version, long number, Path savedModel) {
    checkName("model", model);
    checkName("version", version);
    if (number < 0) {
      throw ManabiException.user(
          "Version number " + number + " of model " + model + " must not be negative.");
    }
    ServedModel served = models.computeIfAbsent(model, ServedModel::new);
    served.add(version, number).load(savedModel);
    served.defaultIfNone(version);
  }

  /**
   * Unloads a version after the requests that it is answering; returns when it is gone. If it was
   * the default, the model has none until one is set or loaded.
   *
   * @throws ManabiException if there is no such version
   */
  public void unload(String model, String version) {
    known(model).unload(version);
  }

  /**
   * Makes a version the one that answers when a Cloud ML Engine client names none.
   *
   * @throws ManabiException if there is no such version, or it is not available
   */
  public void setDefault(String model, String version) {
    known(model).setDefault(version);
  }

  /**
   * The versions of a model, the highest number first, with those that have ended; empty if there
   * is no such model.
   */
  public List<VersionStatus> statuses(String model) {
    ServedModel served = models.get(model);
    return served == null ? List.of() : served.statuses();
  }

  /** Unloads everything, each version after the requests that it is answering. */
  @Override
  public void close() {
    models.values().forEach(ServedModel::unloadAll);
  }

  Optional<Lease> lease(String model, Function<ServedModel, Optional<Lease>> choice) {
    return Optional.ofNullable(models.get(model)).flatMap(choice);
  }

  private ServedModel known(String model) {
    ServedModel served = models.get(model);
    if (served == null) {
      throw ManabiException.user("There is no model " + model + " loaded.");
    }
    return served;
  }

  private static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw ManabiException.user(
          "'" + name + "' cannot name a " + what + ": it must not be empty or hold '/' or ':'.");
    }
  }
}
