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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what is in the base paths of models: loads what comes, and unloads what is not wanted any
 * more, but only when what is wanted in its place answers. So a version that is broken, or only
 * half copied, never takes the place of a good one; it is tried again when its files change.
 */
public final class ModelWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatcher.class);

  private final ServedModels models;
  private final WatchOptions options;
  private final Supplier<List<ModelConfig>> source;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("model-watcher"));

  /** Wait for the requests that versions still answer, so that nothing else has to. */
  private final ExecutorService unloaders = Executors.newCachedThreadPool(named("model-unloader"));

  private final Map<String, CompletableFuture<Void>> unloading = new HashMap<>();

  /** What is wrong, as it was told last. */
  private final Map<String, String> told = new HashMap<>();

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

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
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

  /**
   * Looks once, and returns when all is loaded, and all unloaded that has no requests to answer any
   * more. What goes on answering for more than a second is unloaded when it has done so.
   */
  public synchronized void look() {
    List<ModelConfig> configs;
    try {
      configs = source.get();
      tell("models", "");
    } catch (ManabiException e) {
      tell("models", e.getMessage() + " What is served stays as it is.");
      return;
    }
    for (ModelConfig config : configs) {
      String problem = "";
      try {
        serve(config);
      } catch (ManabiException e) {
        problem = e.getMessage();
      } catch (RuntimeException e) {
        LOG.error("Model {}: looking for versions failed", config.name(), e);
      }
      tell(
          "model " + config.name(),
          problem.isEmpty() ? "" : "Model " + config.name() + ": " + problem);
    }
    Set<String> wanted = configs.stream().map(ModelConfig::name).collect(Collectors.toSet());
    for (String model : Set.copyOf(served)) {
      if (!wanted.contains(model)) {
        models.setLabels(model, Map.of());
        unload(model, Set.of());
        served.remove(model);
      }
    }
    awaitUnloaded();
  }

  private void awaitUnloaded() {
    CompletableFuture<?>[] all = unloading.values().toArray(new CompletableFuture<?>[0]);
    try {
      CompletableFuture.allOf(all).get(1, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("Some versions go on answering before they are unloaded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    SortedSet<Long> available = available(config.name());
    SortedSet<Long> kept = config.policy().keep(wanted, available);
    available.retainAll(wanted);
    if (!available.isEmpty()) {
      models.setDefault(config.name(), nameOf(available.last()));
    }
    if (!options.labelsBeforeLoad()) {
      available.addAll(kept);
      models.setLabels(config.name(), labelsOf(config, available));
    }
    kept.addAll(wanted);
    unload(config.name(), kept);
  }

  private Map<String, Long> labelsOf(ModelConfig config, Set<Long> available) {
    Map<String, Long> labels = new TreeMap<>(config.labels());
    labels.values().retainAll(available);
    Map<String, Long> missing = new TreeMap<>(config.labels());
    missing.keySet().removeAll(labels.keySet());
    tell(
        "labels of " + config.name(),
        missing.isEmpty()
            ? ""
            : "Model "
                + config.name()
                + ": labels stand for versions that are not available, and are not set: "
                + missing
                + " (allow them with --allow-version-labels-for-unavailable-models)");
    return labels;
  }

  /** Logs what is wrong with something once, until it changes; nothing is wrong if it is empty. */
  private void tell(String what, String message) {
    if (!message.equals(told.put(what, message)) && !message.isEmpty()) {
      LOG.error("{}", message);
    }
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
    unloading.values().removeIf(CompletableFuture::isDone);
    for (VersionStatus status : models.statuses(model)) {
      String version = model + "/" + status.name();
      if (status.state() == VersionState.AVAILABLE
          && !wanted.contains(status.number())
          && !unloading.containsKey(version)) {
        unloading.put(version, CompletableFuture.runAsync(() -> unload(model, status), unloaders));
      }
    }
  }

  private void unload(String model, VersionStatus status) {
    models.unload(model, status.name());
    LOG.info("Model {}: version {} is unloaded", model, status.number());
  }

  private VersionState stateOf(String model, long number) {
    return models.statuses(model).stream()
        .filter(status -> status.number() == number)
        .map(VersionStatus::state)
        .findFirst()
        .orElse(VersionState.START);
  }

  private SortedSet<Long> available(String model) {
    return models.statuses(model).stream()
        .filter(status -> status.state() == VersionState.AVAILABLE)
        .map(VersionStatus::number)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String nameOf(long number) {
    return "v" + number;
  }

  /** Stops looking; what is served stays. */
  @Override
  public void close() {
    timer.shutdownNow();
    unloaders.shutdown();
  }
}
