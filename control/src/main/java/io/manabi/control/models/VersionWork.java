package io.manabi.control.models;

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * server before has begun. All of it is done by one thread, and for a database by one server at a
 * time; each server has its own deployment serve what the registry says.
 */
final class VersionWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VersionWork.class);

  /** So often it looks although nobody has said that there is something to do. */
  private static final long LOOK_SECONDS = 5;

  /** A version that is not served after that is not going to be. */
  private static final long MOST_MINUTES = 30;

  private final ModelRegistry registry;
  private final VersionFiles files;
  private final WantedModels wanted;
  private final Deployment deployment;
  private final Leadership leadership;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "version-work");
            made.setDaemon(true);
            return made;
          });
  private final AtomicBoolean isWoken = new AtomicBoolean();

  /** Operations whose versions have been told to the deployment. */
  private final Set<String> awaited = new HashSet<>();

  /** The work of a server, which changes the registry only as long as it leads. */
  VersionWork(
      Database database,
      Clock clock,
      VersionFiles files,
      WantedModels wanted,
      Deployment deployment) {
    this.leadership = Leadership.of(database, "models", this::wake);
    this.registry = ModelRegistry.in(database, clock, leadership::require);
    this.files = files;
    this.wanted = wanted;
    this.deployment = deployment;
  }

  /** Goes on with what there is, and waits for more. */
  void start() {
    Future<?> unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    run(this::clean);
  }

  /** There is something to begin or to end. */
  void wake() {
    if (isWoken.compareAndSet(false, true)) {
      run(this::look);
    }
  }

  private void run(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("The next server goes on with operations, this one ends", e);
    }
  }

  private void look() {
    isWoken.set(false);
    try {
      boolean leads = leadership.isOurs();
      List<Operation> open = leads ? registry.operations().open() : List.of();
      List<Operation> begun = begin(open);
      List<DeployedModel> models = wanted.tell((version, e) -> fail(version, e, leads));
      begun.forEach(operation -> await(operation, models));
      open.stream()
          .filter(operation -> operation.type() == Operation.Type.DELETE_VERSION)
          .forEach(this::delete);
    } catch (ManabiException e) {
      LOG.error("Versions have to wait: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Versions have to wait", e);
    }
  }

  private void clean() {
    try {
      if (leadership.isOurs()) {
        registry.operations().forgetOld();
        files.collect();
      }
    } catch (ManabiException e) {
      LOG.warn("Files that no version has any more stay: {}", e.getMessage());
    }
  }

  private void fail(Version version, ManabiException reason, boolean leads) {
    LOG.error("Version {} is not served: {}", version.name(), reason.getMessage());
    if (leads) {
      Object unused =
          registry.versions().changeState(version.name(), VersionState.FAILED, reason.getMessage());
    }
  }

  /** Has the files there of those that are new, and ends those that somebody has cancelled. */
  private List<Operation> begin(List<Operation> open) {
    List<Operation> begun = new ArrayList<>();
    for (Operation operation : open) {
      if (operation.type() != Operation.Type.CREATE_VERSION) {
        continue;
      }
      if (operation.isCancelled()) {
        awaited.remove(operation.id());
        String message = "The operation was cancelled before the version could serve.";
        end(operation, new Operation.Failure(Operation.FailureKind.CANCELLED, message));
      } else if (!awaited.contains(operation.id()) && isImported(operation)) {
        begun.add(operation);
      }
    }
    return begun;
  }

  private boolean isImported(Operation operation) {
    try {
      Version version = version(operation);
      registry.operations().start(operation);
      try {
        files.add(version);
        wanted.prepare(version);
        return true;
      } catch (ManabiException e) {
        end(operation, failure(e));
        return false;
      }
    } catch (RegistryFailure e) {
      registry.operations().fail(operation, failure(e));
      return false;
    }
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
    awaited.add(operation.id());
    Object unused = served.whenComplete((nothing, e) -> run(() -> endAwaited(operation, e)));
  }

  private void endAwaited(Operation operation, @Nullable Throwable failure) {
    if (!awaited.remove(operation.id())) {
      return;
    }
    try {
      Throwable reason =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      if (reason == null) {
        registry.versions().endCreate(operation, Optional.empty());
      } else {
        end(operation, failure(reason));
      }
    } catch (ManabiException e) {
      LOG.error("{} is tried again: {}", operation.id(), e.getMessage());
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
      files.collect();
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
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("An import goes on while the server ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leadership.close();
  }
}
