package io.manabi.prediction;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ModelReference.Label;
import io.manabi.prediction.batching.BatchedModel;
import io.manabi.prediction.batching.RunThreads;
import io.manabi.prediction.tensors.Pictures;
import io.manabi.prediction.tensors.PredictionFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.error.Code;

/**
 * The model versions that are loaded. They may be loaded and unloaded while requests run: each
 * request keeps its version until it is answered. Safe for use by several threads.
 */
public final class ServedModels implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[^/:]+");

  private final Map<String, ServedModel> models = new ConcurrentHashMap<>();
  private final RunThreads threads = new RunThreads();
  private final ModelOptions options;

  /** No models yet, and each request runs alone. */
  public ServedModels() {
    this(ModelOptions.DEFAULT);
  }

  /** No models yet; what all of them are loaded with. */
  public ServedModels(ModelOptions options) {
    this.options = options;
  }

  /**
   * Loads a version and warms it up; it answers requests when this returns. The first version of a
   * model becomes its default.
   *
   * @param model the name of the model, without slash and colon
   * @param version the name of the version, as in Cloud ML Engine: {@code v1}
   * @param number the number of the version, as in TensorFlow Serving; the highest is the latest
   * @param savedModel the directory that holds {@code saved_model.pb}
   * @throws ManabiException if the directory does not hold a readable SavedModel, it does not fit
   *     into memory, a name is not allowed, or the version is loaded already
   */
  public void load(String model, String version, long number, Path savedModel) {
    checkName("model", model);
    checkName("version", version);
    if (number < 0) {
      throw ManabiException.user(
          "Version number " + number + " of model " + model + " must not be negative.");
    }
    ServedModel served = models.computeIfAbsent(model, ServedModel::new);
    served
        .add(version, number)
        .load(
            savedModel,
            options.load(),
            loaded ->
                new BatchedModel(
                    loaded,
                    new Pictures(options.picturePixels()),
                    options.batching().of(savedModel),
                    threads,
                    options.listeners().of(model, number)),
            loaded -> options.warmUp().run(loaded, savedModel));
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
   * Gives versions labels by which requests may name them, in the place of those that the model
   * had.
   *
   * @param labels numbers of versions by label
   */
  public void setLabels(String model, Map<String, Long> labels) {
    models.computeIfAbsent(model, ServedModel::new).setLabels(labels);
  }

  /** The names of the models of which versions are known, sorted. */
  public Set<String> names() {
    return new TreeSet<>(models.keySet());
  }

  /** Whether versions of a model are or were known. */
  public boolean has(String model) {
    return models.containsKey(model);
  }

  /**
   * The versions of a model, the highest number first, with those that have ended; empty if there
   * is no such model.
   */
  public List<VersionStatus> statuses(String model) {
    ServedModel served = models.get(model);
    return served == null ? List.of() : served.statuses();
  }

  /**
   * Finds the version that is meant, and keeps it loaded until the lease is closed.
   *
   * @throws PredictionFailure if there is none that is available
   */
  public Lease lease(ModelReference reference) {
    ServedModel served = models.get(reference.model());
    if (served != null && reference.choice() instanceof Label label) {
      version(served, label.label());
    }
    @Nullable Lease lease = served == null ? null : served.lease(reference.choice()).orElse(null);
    if (lease == null) {
      throw new PredictionFailure(Code.NOT_FOUND, "Servable not found for request: " + reference);
    }
    return lease;
  }

  /**
   * The number of the version with this label.
   *
   * @throws PredictionFailure if there is none
   */
  public long labelled(String model, String label) {
    ServedModel served = models.get(model);
    if (served == null) {
      throw new PredictionFailure(
          Code.NOT_FOUND, "Servable not found for request: " + ModelReference.latest(model));
    }
    return version(served, label);
  }

  private static long version(ServedModel served, String label) {
    @Nullable Long number = served.labels().get(label);
    if (number == null) {
      throw PredictionFailure.invalid("Unrecognized servable version label: " + label);
    }
    return number;
  }

  /** Unloads everything, each version after the requests that it is answering. */
  @Override
  public void close() {
    models.values().forEach(ServedModel::unloadAll);
    threads.close();
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
