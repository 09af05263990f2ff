package io.manabi.prediction.sources;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what is in the base paths of models: loads what comes, and unloads what is not wanted any
 * more, but only when another version of the model that is wanted answers. So a version that is
 * broken, or only half copied, never takes the place of a good one; it is tried again when its
 * files change.
 */
public final class ModelWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatcher.class);

  private final ServedModels models;
  private final WatchOptions options;
  private final Supplier<List<ModelConfig>> source;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "model-watcher");
            thread.setDaemon(true);
            return thread;
          });

  /** The files of versions that could not be loaded. */
  private final Map<Path, String> broken = new HashMap<>();

  private final Set<String> served = new HashSet<>();

  /**
   * A watcher that has not looked yet.
   *
   * @param source tells the models that are to be served; asked at each look
   */
  public ModelWatcher(
      ServedModels models, WatchOptions options, Supplier<List<ModelConfig>> source) {
    this.models = models;
    this.options = options;
    this.source = source;
  }

  /** Looks from time to time from now on. */
  public void start() {
    long wait = options.pollWait().toMillis();
    if (wait > 0) {
      Object unused =
          timer.scheduleWithFixedDelay(this::lookSafely, wait, wait, TimeUnit.MILLISECONDS);
    }
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException | Error e) {
      LOG.error("Looking for models failed; it is tried again", e);
    }
  }

  /** Looks once, and returns when all is loaded and unloaded. */
  public synchronized void look() {
    List<ModelConfig> configs;
    try {
      configs = source.get();
    } catch (ManabiException e) {
      LOG.error("{} What is served stays as it is.", e.getMessage());
      return;
    }
    for (ModelConfig config : configs) {
      try {
        serve(config);
      } catch (ManabiException e) {
        LOG.error("Model {}: {}", config.name(), e.getMessage());
      }
    }
    Set<String> wanted = configs.stream().map(ModelConfig::name).collect(Collectors.toSet());
    for (String model : Set.copyOf(served)) {
      if (!wanted.contains(model)) {
        unload(model, Set.of());
        served.remove(model);
      }
    }
  }

  private void serve(ModelConfig config) {
    SortedMap<Long, Path> present = ModelDirectories.in(config.basePath());
    Set<Long> wanted = config.policy().choose(present.keySet());
    served.add(config.name());
    if (options.labelsBeforeLoad()) {
      models.setLabels(config.name(), config.labels());
    }
    for (long number : wanted) {
      if (stateOf(config.name(), number) != VersionState.AVAILABLE) {
        load(config.name(), number, Objects.requireNonNull(present.get(number)));
      }
    }
    Set<Long> available = available(config.name());
    if (!options.labelsBeforeLoad()) {
      setLabels(config, available);
    }
    boolean oneAnswers = wanted.stream().anyMatch(available::contains);
    if (oneAnswers || wanted.isEmpty()) {
      if (oneAnswers) {
        long latest = wanted.stream().filter(available::contains).max(Long::compare).orElseThrow();
        models.setDefault(config.name(), nameOf(latest));
      }
      unload(config.name(), wanted);
    }
  }

  private void setLabels(ModelConfig config, Set<Long> available) {
    Map<String, Long> labels = new TreeMap<>(config.labels());
    labels
        .entrySet()
        .removeIf(
            label -> {
              boolean missing = !available.contains(label.getValue());
              if (missing) {
                LOG.error(
                    "Model {}: the label {} stands for version {}, which is not available; the label"
                        + " is not set (allow it with --allow-version-labels-for-unavailable-models)",
                    config.name(),
                    label.getKey(),
                    label.getValue());
              }
              return missing;
            });
    models.setLabels(config.name(), labels);
  }

  private void load(String model, long number, Path directory) {
    String files = ModelDirectories.fingerprint(directory);
    if (files.equals(broken.get(directory))) {
      return;
    }
    for (int retry = 0; retry <= options.maxLoadRetries(); retry++) {
      try {
        long start = System.nanoTime();
        models.load(model, nameOf(number), number, directory);
        broken.remove(directory);
        LOG.info(
            "Model {}: version {} from {} is available, loaded in {} ms",
            model,
            number,
            directory,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        return;
      } catch (ManabiException e) {
        LOG.error("Model {}: version {} cannot be served. {}", model, number, e.getMessage());
      }
      if (retry < options.maxLoadRetries() && !await()) {
        return;
      }
    }
    broken.put(directory, files);
  }

  private boolean await() {
    try {
      Thread.sleep(options.loadRetryWait().toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void unload(String model, Set<Long> wanted) {
    for (VersionStatus status : models.statuses(model)) {
      if (status.state() == VersionState.AVAILABLE && !wanted.contains(status.number())) {
        models.unload(model, status.name());
        LOG.info("Model {}: version {} is unloaded", model, status.number());
      }
    }
  }

  private VersionState stateOf(String model, long number) {
    return models.statuses(model).stream()
        .filter(status -> status.number() == number)
        .map(VersionStatus::state)
        .findFirst()
        .orElse(VersionState.START);
  }

  private Set<Long> available(String model) {
    return models.statuses(model).stream()
        .filter(status -> status.state() == VersionState.AVAILABLE)
        .map(VersionStatus::number)
        .collect(Collectors.toSet());
  }

  private static String nameOf(long number) {
    return "v" + number;
  }

  /** Stops looking; what is served stays. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
