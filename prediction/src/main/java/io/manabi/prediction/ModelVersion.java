package io.manabi.prediction;

import static io.manabi.prediction.VersionState.AVAILABLE;
import static io.manabi.prediction.VersionState.END;
import static io.manabi.prediction.VersionState.LOADING;
import static io.manabi.prediction.VersionState.START;
import static io.manabi.prediction.VersionState.UNLOADING;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.StateMachine;
import io.manabi.prediction.batching.BatchedModel;
import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.tensors.PredictionFailure;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.error.Code;

/**
 * The life of one version of a model. Requests share it by leases, which are counted; it is closed
 * when there is none any more.
 */
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
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private int leases;
  private volatile @Nullable BatchedModel model;
  private volatile VersionStatus.@Nullable Failure error;

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
   * Reads the SavedModel and warms it up.
   *
   * @param options what it may do
   * @param batched what makes calls of it a batch
   * @param warmUp runs it before it is available
   * @throws ManabiException if that fails; the version has then ended
   */
  void load(
      Path directory,
      LoadOptions options,
      Function<LoadedModel, BatchedModel> batched,
      Consumer<LoadedModel> warmUp) {
    state.enter(LOADING);
    try {
      LoadedModel loaded = LoadedModel.load(directory, options);
      try {
        warmUp.accept(loaded);
        model = batched.apply(loaded);
      } finally {
        if (model == null) {
          loaded.close();
        }
      }
    } catch (ManabiException e) {
      error = new VersionStatus.Failure(codeOf(e), e.getMessage());
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      String message = "The SavedModel in " + directory + " cannot be served: " + e + ".";
      error = new VersionStatus.Failure(Code.INTERNAL, message);
      throw ManabiException.internal(message, e);
    } finally {
      state.enter(model == null ? END : AVAILABLE);
    }
  }

  private static Code codeOf(ManabiException e) {
    if (e.getCause() instanceof PredictionFailure failure) {
      return failure.code();
    }
    return e.code() == ErrorCode.RESOURCES ? Code.RESOURCE_EXHAUSTED : Code.NOT_FOUND;
  }

  /** A lease if the version is available now. */
  Optional<Lease> tryLease() {
    if (!isAvailable()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      BatchedModel loaded = model;
      if (loaded == null || !isAvailable()) {
        return Optional.empty();
      }
      leases++;
      return Optional.of(new Lease(this, loaded));
    } finally {
      lock.unlock();
    }
  }

  /** Takes part in a lease that is there: for a request, whoever closes the lease meanwhile. */
  void retain() {
    lock.lock();
    try {
      if (leases == 0) {
        throw new IllegalStateException("version " + name + " is not leased");
      }
      leases++;
    } finally {
      lock.unlock();
    }
  }

  void release() {
    lock.lock();
    try {
      leases--;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the requests that run and closes the model; does nothing if it is not available. */
  void unload() {
    BatchedModel loaded;
    lock.lock();
    try {
      if (!state.tryEnter(UNLOADING)) {
        return;
      }
      while (leases > 0) {
        released.awaitUninterruptibly();
      }
      loaded = model;
      model = null;
    } finally {
      lock.unlock();
    }
    try {
      if (loaded != null) {
        loaded.close();
      }
    } finally {
      state.enter(END);
    }
  }
}
