package io.manabi.serving;

import static io.manabi.serving.VersionState.AVAILABLE;
import static io.manabi.serving.VersionState.END;
import static io.manabi.serving.VersionState.LOADING;
import static io.manabi.serving.VersionState.START;
import static io.manabi.serving.VersionState.UNLOADING;

import io.manabi.core.ManabiException;
import io.manabi.core.StateMachine;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** The life of one version of a model: requests share it, loading and unloading have it alone. */
final class ModelVersion {
  private static final Map<VersionState, Set<VersionState>> STEPS =
      Map.of(
          START, EnumSet.of(LOADING),
          LOADING, EnumSet.of(AVAILABLE, END),
          AVAILABLE, EnumSet.of(UNLOADING),
          UNLOADING, EnumSet.of(END));

  private final String name;
  private final long number;
  private final StateMachine<VersionState> state;

  /** Requests hold the read lock while they run, so the model is closed only when none does. */
  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

  private volatile @Nullable LoadedModel model;
  private volatile @Nullable String error;

  /** A version that is still to be loaded, with what is to run after each change of its state. */
  ModelVersion(String model, String name, long number, Runnable onChange) {
    this.name = name;
    this.number = number;
    this.state = new StateMachine<>("Version " + name + " of model " + model, START, STEPS);
    this.state.onChange((before, after) -> onChange.run());
  }

  String name() {
    return name;
  }

  long number() {
    return number;
  }

  boolean isAvailable() {
    return state.state() == AVAILABLE;
  }

  boolean isEnded() {
    return state.isFinal();
  }

  VersionStatus status() {
    return new VersionStatus(name, number, state.state(), Optional.ofNullable(error));
  }

  /**
   * Reads the SavedModel.
   *
   * @throws ManabiException if that fails; the version has then ended
   */
  void load(Path directory) {
    state.enter(LOADING);
    try {
      model = LoadedModel.load(directory);
    } catch (ManabiException e) {
      error = e.getMessage();
      throw e;
    } finally {
      state.enter(model == null ? END : AVAILABLE);
    }
  }

  /** A lease if the version is available now. */
  Optional<Lease> tryLease() {
    if (!inUse.readLock().tryLock()) {
      return Optional.empty();
    }
    LoadedModel loaded = model;
    if (loaded == null || !isAvailable()) {
      inUse.readLock().unlock();
      return Optional.empty();
    }
    return Optional.of(new Lease(this, loaded));
  }

  void release() {
    inUse.readLock().unlock();
  }

  /** Waits for the requests that run and closes the model; does nothing if it is not available. */
  void unload() {
    if (!state.tryEnter(UNLOADING)) {
      return;
    }
    inUse.writeLock().lock();
    try {
      LoadedModel loaded = model;
      model = null;
      if (loaded != null) {
        loaded.close();
      }
    } finally {
      inUse.writeLock().unlock();
      state.enter(END);
    }
  }
}
