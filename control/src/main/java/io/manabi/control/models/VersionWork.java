package io.manabi.control.models;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Operation;
import io.manabi.registry.RegistryFailure;
import io.manabi.registry.Version;
import io.manabi.registry.VersionFiles;
import io.manabi.registry.VersionState;
import io.manabi.store.Database;
import io.manabi.store.Leadership;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings versions into service and takes them out, as operations say; and goes on with what a
 * server before has begun. For a database one server at a time does that; each has its own
 * deployment serve what the registry says. One thread decides; another one copies files, so that a
 * large version holds up no change of what is served.
 */
final class VersionWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VersionWork.class);

  /** So often it looks although nobody has said that there is something to do. */
  private static final long LOOK_SECONDS = 5;

  /** How long to wait when files that nobody needs cannot be deleted, for a backup reads them. */
  private static final long COLLECT_AGAIN_SECONDS = 30;

  /** A version that is not served after that is not going to be. */
  private static final long MOST_MINUTES = 30;

  private final ModelRegistry registry;
  private final VersionFiles files;
  private final WantedModels wanted;
  private final Deployment deployment;
  private final Leadership leadership;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "version-work"));
  private final ExecutorService copying =
      Executors.newSingleThreadExecutor(work -> daemon(work, "version-files"));
  private final AtomicBoolean isWoken = new AtomicBoolean();
  private final boolean isShared;
  private volatile boolean isStarted;

  /** How far operations are that bring versions into service, by their names. */
  private final Map<String, Stage> stages = new HashMap<>();

  private enum Stage {
    /** The files are being copied. */
    COPYING,
    /** They are there, and the deployment is to be told of them. */
    COPIED,
    /** The deployment says when the version is served. */
    AWAITED
  }

  /** The work of a server, which changes the registry only as long as it leads. */
  VersionWork(
      Database database,
      Clock clock,
      VersionFiles files,
      WantedModels wanted,
      Deployment deployment) {
    this.leadership = Leadership.of(database, "models", this::wake);
    this.registry = ModelRegistry.in(database, clock, leadership::require);
    this.isShared = database.isShared();
    this.files = files;
    this.wanted = wanted;
    this.deployment = deployment;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread made = new Thread(work, name);
    made.setDaemon(true);
    return made;
  }

  /** Goes on with what there is, and waits for more. */
  void start() {
    isStarted = true;
    Future<?> unused = thread.scheduleWithFixedDelay(this::wake, 0, LOOK_SECONDS, SECONDS);
    run(thread, registry.operations()::forgetOld);
    run(copying, this::collect);
  }

  /** There is something to begin or to end. */
  void wake() {
    if (isStarted && isWoken.compareAndSet(false, true)) {
      run(thread, this::look);
    }
  }

  private static void run(Executor where, Runnable work) {
    try {
      where.execute(
          () -> {
            try {
              work.run();
            } catch (ManabiException e) {
              LOG.error("Versions have to wait: {}", e.getMessage());
            } catch (RuntimeException e) {
              LOG.error("Versions have to wait", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("The next server goes on with operations, this one ends", e);
    }
  }

  private void look() {
    isWoken.set(false);
    boolean leads = leadership.isOurs();
    List<Operation> open = leads ? registry.operations().open() : List.of();
    open.stream()
        .filter(operation -> operation.type() == Operation.Type.CREATE_VERSION)
        .forEach(this::begin);
    List<DeployedModel> models = wanted.tell((version, e) -> fail(version, e, leads));
    for (Operation operation : open) {
      if (stages.get(operation.id()) == Stage.COPIED) {
        await(operation, models);
      } else if (operation.type() == Operation.Type.DELETE_VERSION) {
        delete(operation);
      }
    }
  }

  private void collect() {
    if (leadership.isOurs() && !files.collect()) {
      Object unused =
          thread.schedule(() -> run(copying, this::collect), COLLECT_AGAIN_SECONDS, SECONDS);
    }
  }

  private void fail(Version version, ManabiException reason, boolean leads) {
    LOG.error("Version {} is not served: {}", version.name(), reason.getMessage());
    // Where servers share a database each has a store of its own, and another one may have the
    // files.
    if (leads && !isShared) {
      Object unused =
          registry.versions().changeState(version.name(), VersionState.FAILED, reason.getMessage());
    }
  }

  /** Has the files copied of a version that is new; ends an operation that is cancelled. */
  private void begin(Operation operation) {
    if (operation.isCancelled()) {
      stages.remove(operation.id());
      String message = "The operation was cancelled before the version could serve.";
      end(operation, new Operation.Failure(Operation.FailureKind.CANCELLED, message));
    } else if (!stages.containsKey(operation.id())) {
      try {
        Version version = version(operation);
        registry.operations().start(operation);
        stages.put(operation.id(), Stage.COPYING);
        run(copying, () -> copy(operation, version));
      } catch (RegistryFailure e) {
        registry.operations().fail(operation, failure(e));
      }
    }
  }

  private void copy(Operation operation, Version version) {
    Optional<Operation.Failure> failure = Optional.empty();
    try {
      files.add(version);
      wanted.prepare(version);
    } catch (RuntimeException e) {
      failure = Optional.of(failure(e));
    }
    Optional<Operation.Failure> outcome = failure;
    run(thread, () -> endCopying(operation, outcome));
  }

  private void endCopying(Operation operation, Optional<Operation.Failure> failure) {
    if (!stages.remove(operation.id(), Stage.COPYING)) {
      return; // It was cancelled.
    }
    if (failure.isPresent()) {
      end(operation, failure.get());
    } else {
      stages.put(operation.id(), Stage.COPIED);
    }
    wake();
  }

  private Version version(Operation operation) {
    return registry.versions().get(operation.model().version(operation.version().orElseThrow()));
  }

  private void await(Operation operation, List<DeployedModel> models) {
    Version version = version(operation);
    DeployedModel model =
        models.stream()
            .filter(each -> each.project().equals(version.name().model().project()))
            .filter(each -> each.model().equals(version.name().model().id()))
            .findFirst()
            .orElseThrow();
    CompletableFuture<Void> served =
        deployment
            .awaitServed(model, version.number())
            .copy()
            .orTimeout(MOST_MINUTES, TimeUnit.MINUTES);
    stages.put(operation.id(), Stage.AWAITED);
    Object unused =
        served.whenComplete((nothing, e) -> run(thread, () -> endAwaited(operation, e)));
  }

  private void endAwaited(Operation operation, @Nullable Throwable failure) {
    if (!stages.remove(operation.id(), Stage.AWAITED)) {
      return;
    }
    Throwable reason =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (reason == null) {
      registry.versions().endCreate(operation, Optional.empty());
    } else {
      end(operation, failure(reason));
    }
    wake();
  }

  private void end(Operation operation, Operation.Failure failure) {
    LOG.warn("{} failed: {}", operation.id(), failure.message());
    registry.versions().endCreate(operation, Optional.of(failure));
  }

  private static Operation.Failure failure(Throwable reason) {
    if (reason instanceof ManabiException known) {
      return new Operation.Failure(
          known.code() == ErrorCode.USER
              ? Operation.FailureKind.UNUSABLE
              : known.code() == ErrorCode.RESOURCES
                  ? Operation.FailureKind.RESOURCES
                  : Operation.FailureKind.INTERNAL,
          known.getMessage());
    }
    if (reason instanceof TimeoutException) {
      return new Operation.Failure(
          Operation.FailureKind.RESOURCES,
          "No prediction server served the version within " + MOST_MINUTES + " minutes.");
    }
    LOG.error("A version cannot be served", reason);
    return new Operation.Failure(
        Operation.FailureKind.INTERNAL, "The server failed; its log says how.");
  }

  private void delete(Operation operation) {
    try {
      files.remove(version(operation));
      registry.versions().endDelete(operation);
      run(copying, this::collect);
    } catch (RegistryFailure e) {
      registry.operations().fail(operation, failure(e));
    } catch (ManabiException e) {
      LOG.error("{} is tried again: {}", operation.id(), e.getMessage());
    }
  }

  /** Leaves what is not done to whoever comes next. */
  @Override
  public void close() {
    thread.shutdown();
    copying.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)
          || !copying.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("Files are still copied while the server ends; the next one begins anew");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leadership.close();
  }
}
