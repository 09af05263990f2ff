package io.manabi.jobs.processes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that tasks take no more memory than they may, all processes of a task together. The kernel
 * could do that at once by control groups, but only where it lets the server make some.
 */
final class MemoryWatch {
  private static final Logger LOGGER = LoggerFactory.getLogger(MemoryWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int KIBIBYTES = 1024;

  private final Map<String, Bound> bounds = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          look -> {
            Thread thread = new Thread(look, "task-memory");
            thread.setDaemon(true);
            return thread;
          });

  /** What a task may take, and who is told if it takes more. */
  private record Bound(long mebibytes, Consumer<String> exceeded) {}

  MemoryWatch() {
    Object unused =
        executor.scheduleWithFixedDelay(
            this::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Begins to watch a task.
   *
   * @param reference its mark
   * @param mebibytes how much it may take
   * @param exceeded is told what it did, each time that it is seen to have more
   */
  void add(String reference, long mebibytes, Consumer<String> exceeded) {
    bounds.put(reference, new Bound(mebibytes, exceeded));
  }

  /** Does not watch a task any more. */
  void remove(String reference) {
    bounds.remove(reference);
  }

  private void look() {
    try {
      if (!bounds.isEmpty()) {
        processes().forEach(this::look);
      }
    } catch (RuntimeException e) {
      LOGGER.warn("Cannot see how much memory tasks take.", e);
    }
  }

  /** The processes of each task that is watched. */
  private Map<String, List<Long>> processes() {
    Map<String, List<Long>> processes = new HashMap<>();
    ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .forEach(
            pid ->
                MarkedProcesses.mark(pid)
                    .filter(bounds::containsKey)
                    .ifPresent(
                        mark -> processes.computeIfAbsent(mark, of -> new ArrayList<>()).add(pid)));
    return processes;
  }

  private void look(String reference, List<Long> pids) {
    Bound bound = bounds.get(reference);
    if (bound == null) {
      return;
    }
    // What processes share is counted for each of them at first, and looked at only if need be.
    for (ToLongFunction<Long> measure : measures()) {
      if (mebibytes(pids, measure) <= bound.mebibytes()) {
        return;
      }
    }
    bound
        .exceeded()
        .accept(
            "took "
                + mebibytes(pids, ProcessMemory::proportional)
                + " MiB of memory, more than the "
                + bound.mebibytes()
                + " MiB of its machine type,");
  }

  private static List<ToLongFunction<Long>> measures() {
    return List.of(ProcessMemory::resident, ProcessMemory::proportional);
  }

  private static long mebibytes(List<Long> pids, ToLongFunction<Long> kibibytes) {
    return pids.stream().mapToLong(kibibytes).sum() / KIBIBYTES;
  }
}
