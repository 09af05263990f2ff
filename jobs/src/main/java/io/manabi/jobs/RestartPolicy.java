package io.manabi.jobs;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What follows when a task ends before its time; it counts who is to blame, and does nothing. */
final class RestartPolicy {
  /** After so long a restart of the only task here is forgotten. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Map<Task, Integer> restarts = new HashMap<>();

  /** What is to be done. */
  sealed interface Step {}

  /** Nothing: the job ends by itself. */
  record Wait() implements Step {}

  /** The job fails. */
  record Fail(ManabiException failure) implements Step {}

  /** The task is started again in its place. */
  record Again(String message) implements Step {}

  /** All tasks are ended, and those of {@code spec} are started at other addresses. */
  record AllAgain(String message, JobSpec spec) implements Step {}

  /**
   * Begins with what is known of earlier restarts.
   *
   * @param restarts how often each task has been to blame for one
   */
  RestartPolicy(Map<Task, Integer> restarts) {
    this.restarts.putAll(restarts);
  }

  /** How often each task has been to blame by now. */
  Map<Task, Integer> restarts() {
    return Map.copyOf(restarts);
  }

  /** What follows from the end of a task, which was no success. */
  Step after(TaskRun run, TaskSet tasks, JobSpec spec) {
    Task task = run.task();
    boolean one = spec.only().isPresent();
    boolean worker =
        !one
            && task.role() == Task.Role.WORKER
            && spec.parameterServers() > 0
            && !run.status().is(RunningJob.START_ALL_AGAIN);
    if (worker ? tasks.isDecided() : tasks.isDone()) {
      return new Wait();
    }
    String which = worker || one ? "it is" : "all tasks are";
    if (run.isBlameless()) {
      String message = run.describeEnd() + "; " + which + " started again.";
      return worker ? new Again(message) : new AllAgain(message, spec);
    }
    if (one && run.age().compareTo(LONG) > 0) {
      // What happens to others ends this task as well, again and again in a long training.
      restarts.remove(task);
    }
    int count = restarts.merge(task, 1, Integer::sum);
    int max = spec.restarts().max();
    boolean tooOften = count > max;
    String end = run.describeEnd() + (tooOften && max > 0 ? restarted(max) : "");
    boolean hopeless = run.status().is(RunningJob.USER_ERROR) || run.status().excess().isPresent();
    if (hopeless || (tooOften && !isDispensable(task, spec))) {
      return new Fail(ManabiException.resources(end + "."));
    }
    if (tooOften) {
      return without(end, spec.withOneWorkerLess());
    }
    String message =
        String.format(Locale.ROOT, "%s; %s started again (%d of %d).", end, which, count, max);
    return worker ? new Again(message) : new AllAgain(message, spec);
  }

  private Step without(String end, JobSpec left) {
    // The others have other numbers from now on.
    restarts.keySet().removeIf(each -> each.role() == Task.Role.WORKER);
    return new AllAgain(
        String.format(
            Locale.ROOT,
            "%s; the others are started again without it (workers left: %d).",
            end,
            left.workers()),
        left);
  }

  /** Whether the job may go on without a task. */
  private static boolean isDispensable(Task task, JobSpec spec) {
    return task.role() == Task.Role.WORKER
        && spec.only().isEmpty()
        && spec.parameterServers() == 0
        && spec.workers() > spec.restarts().minWorkers();
  }

  private static String restarted(int times) {
    return "; it had been restarted " + (times == 1 ? "once" : times + " times");
  }
}
