package io.manabi.control.servers;

import io.manabi.control.models.DeployedModel;
import io.manabi.control.models.Deployment;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskTerms;
import io.manabi.web.ServerKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Prediction servers that all serve the same, what is wanted. They are started when the first
 * version is wanted, and whichever ends is started again. They answer only who has their key, which
 * they find in their environment, so that nobody gets around the gateway.
 */
public final class PredictionServers implements Deployment, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Servers that end that often while a version is loaded do so because of it. */
  private static final int MOST_ENDS = 6;

  private static final Duration END_TIME = Duration.ofSeconds(12);

  private final Path config;
  private final ServedListener listener;
  private final String key = ServerKey.make();
  private final List<ServerProcess> servers;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(PredictionServers::daemon);
  private List<DeployedModel> wanted = List.of();
  private boolean started;
  private boolean closed;

  /**
   * What they are.
   *
   * @param folder where their configuration and logs are
   * @param count how many there are
   * @param command how one is started
   */
  public record Settings(Path folder, int count, ServerCommand command) {
    /**
     * @throws ManabiException if there are none
     */
    public Settings {
      if (count < 1) {
        throw ManabiException.user(
            "The number of prediction servers is " + count + "; expected 1 or more.");
      }
    }
  }

  /**
   * None run yet.
   *
   * @param provisioner where they are to run
   * @param listener hears where they are and what they serve
   */
  public PredictionServers(Provisioner provisioner, Settings settings, ServedListener listener) {
    this.config = settings.folder().resolve("models.config");
    this.listener = listener;
    TaskTerms terms = new TaskTerms(false, Map.of(), List.of(), Map.of(ServerKey.VARIABLE, key));
    this.servers =
        IntStream.range(0, settings.count())
            .mapToObj(
                index ->
                    new ServerProcess(
                        provisioner,
                        new Task(Task.Role.WORKER, index),
                        settings.folder().resolve("server-" + index + ".log"),
                        address -> settings.command().of(address, config),
                        terms,
                        timer,
                        this::tellServers))
            .toList();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "prediction-servers");
    thread.setDaemon(true);
    return thread;
  }

  private void tellServers() {
    // One after the other, so that the last one that is told is what is.
    synchronized (listener) {
      listener.servers(addresses(), key);
    }
  }

  /** Where those listen that run, host:port. */
  public List<String> addresses() {
    return servers.stream().flatMap(server -> server.address().stream()).toList();
  }

  /** What they want to be shown as {@code Authorization: Bearer KEY}; health checks are open. */
  public String key() {
    return key;
  }

  /** What they are to serve now. */
  public synchronized List<DeployedModel> wanted() {
    return wanted;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ManabiException if that cannot be written down
   */
  @Override
  public void want(List<DeployedModel> models) {
    synchronized (this) {
      if (closed) {
        return;
      }
      wanted = List.copyOf(models);
      // Nobody is to be sent to a version that is about to go.
      listener.models(wanted);
      AtomicFiles.writeText(config, ModelsConfig.text(wanted));
      if (started || wanted.stream().allMatch(model -> model.versions().isEmpty())) {
        return;
      }
      started = true;
    }
    servers.forEach(ServerProcess::start);
  }

  @Override
  public CompletableFuture<Void> awaitServed(DeployedModel model, long version) {
    Awaited awaited = new Awaited(model.servedName(), version, ends());
    look(awaited);
    return awaited.served;
  }

  private int ends() {
    return servers.stream().mapToInt(ServerProcess::ends).sum();
  }

  private void look(Awaited awaited) {
    Optional<ManabiException> hopeless = hopeless(awaited);
    if (hopeless.isPresent()) {
      awaited.served.completeExceptionally(hopeless.get());
      return;
    }
    if (awaited.served.isDone()) {
      return;
    }
    Object unused =
        awaited
            .ask(addresses(), key)
            .thenAccept(
                answers -> {
                  if (!awaited.decide(answers, servers.size())) {
                    later(awaited);
                  }
                });
  }

  private synchronized void later(Awaited awaited) {
    if (closed) {
      look(awaited);
    } else {
      Object unused = timer.schedule(() -> look(awaited), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Why it makes no sense to wait any longer, if that is so. */
  private synchronized Optional<ManabiException> hopeless(Awaited awaited) {
    if (closed) {
      return Optional.of(
          ManabiException.resources("The prediction servers end; deploy again when they are up."));
    }
    if (wanted.stream().noneMatch(awaited::isIn)) {
      return Optional.of(
          ManabiException.user(awaited + " is not wanted any more; deploy it again."));
    }
    if (ends() - awaited.endsBefore >= MOST_ENDS) {
      return Optional.of(
          ManabiException.resources(
              "Prediction servers end again and again while they load "
                  + awaited
                  + "; their logs are beside "
                  + config
                  + "."));
    }
    return awaited.isLate() ? Optional.of(tooLate(awaited)) : Optional.empty();
  }

  private ManabiException tooLate(Awaited awaited) {
    return ManabiException.resources(
        "The prediction servers have not loaded "
            + awaited
            + " in "
            + Awaited.TIME.toMinutes()
            + " minutes; their logs are beside "
            + config
            + ".");
  }

  /** Ends all servers, after the requests that they are answering, and starts none any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    CompletableFuture<?>[] ends =
        servers.stream().map(ServerProcess::end).toArray(CompletableFuture[]::new);
    timer.shutdown();
    try {
      CompletableFuture.allOf(ends).get(END_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      servers.forEach(ServerProcess::kill);
    } catch (InterruptedException e) {
      servers.forEach(ServerProcess::kill);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The end of a process does not fail", e.getCause());
    }
  }
}
