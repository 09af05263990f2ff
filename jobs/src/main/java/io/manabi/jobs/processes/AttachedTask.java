package io.manabi.jobs.processes;

import io.manabi.jobs.ExitStatus;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskLog;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** A task that ends with this process. */
final class AttachedTask implements LocalTask {
  private final Task task;
  private final String reference;
  private final Process process;
  private final LogFile log;
  private final MarkedProcesses processes;
  private final CompletableFuture<ExitStatus> end;

  AttachedTask(Task task, String reference, Process process, LogFile log) {
    this.task = task;
    this.reference = reference;
    this.process = process;
    this.log = log;
    this.processes = new MarkedProcesses(reference);
    this.end = process.onExit().thenApply(this::conclude);
  }

  private ExitStatus conclude(Process ended) {
    ExitStatus status = new ExitStatus(OptionalInt.of(ended.exitValue()), Instant.now());
    processes.end(MarkedProcesses.PATIENCE);
    return status;
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public String reference() {
    return reference;
  }

  @Override
  public CompletableFuture<ExitStatus> end() {
    return end.copy();
  }

  @Override
  public void terminate() {
    // Not by Process, which would also close the pipe whose end tells the task that we are gone.
    process.toHandle().destroy();
  }

  @Override
  public void kill() {
    if (process.isAlive()) {
      processes.kill(Optional.of(process.toHandle()), each -> false);
    }
  }

  @Override
  public TaskLog log() {
    return log;
  }

  @Override
  public Optional<ProcessHandle> program() {
    return Optional.of(process.toHandle()).filter(ProcessHandle::isAlive);
  }
}
