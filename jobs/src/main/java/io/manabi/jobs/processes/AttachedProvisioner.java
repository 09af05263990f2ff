package io.manabi.jobs.processes;

import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts tasks that end with this process. */
final class AttachedProvisioner extends LocalProvisioner {
  private final boolean clean;
  private final Map<String, AttachedTask> tasks = new ConcurrentHashMap<>();

  /** References under which nothing can be started any more. */
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  /**
   * None run yet.
   *
   * @param clean whether tasks have nothing of this process's environment that may be secret
   */
  AttachedProvisioner(boolean clean) {
    this.clean = clean;
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public TaskHandle start(TaskSpec spec, String reference) {
    if (!used.add(reference)) {
      throw usedBefore(spec.task(), reference);
    }
    LogFile log = LogFile.atEnd(spec.log());
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    if (clean) {
      TaskEnvironment.clean(builder.environment());
    }
    TaskEnvironment.fill(builder.environment(), spec, reference, true);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    try {
      AttachedTask task = new AttachedTask(spec.task(), reference, builder.start(), log);
      tasks.put(reference, task);
      return task;
    } catch (IOException e) {
      throw Program.cannotStart(spec, e);
    }
  }

  /** Only those of this process are there. */
  @Override
  public Optional<TaskHandle> adopt(String reference) {
    used.add(reference);
    return Optional.ofNullable(tasks.get(reference));
  }

  @Override
  public void forget(String reference) {
    tasks.remove(reference);
  }
}
