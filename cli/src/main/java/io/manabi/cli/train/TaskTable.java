package io.manabi.cli.train;

import io.manabi.core.events.JobEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What each task that trains has told last: a line for each while it goes on, a table at the end.
 */
final class TaskTable {
  private final String unit;
  private final Map<String, Told> last = new LinkedHashMap<>();
  private final Set<String> gone = new HashSet<>();

  /**
   * What a task has told.
   *
   * @param step the last step
   * @param made how many it has made itself
   */
  record Told(long step, long made, double loss, double examplesPerSecond) {
    static final Told NOTHING = new Told(0, 0, 0, 0);

    /** One of several tasks. */
    Told(JobEvent.TaskStep event) {
      this(event.step(), event.made(), event.loss(), event.examplesPerSecond());
    }

    /** The only one. */
    Told(JobEvent.Step event) {
      this(event.step(), event.step(), event.loss(), event.examplesPerSecond());
    }
  }

  TaskTable(String unit, List<String> tasks) {
    this.unit = unit;
    tasks.forEach(task -> last.put(task, Told.NOTHING));
  }

  /** The last word of a task. */
  synchronized void told(String task, Told now) {
    last.put(task, now);
  }

  /** There are only these tasks any more. */
  synchronized void keep(Set<String> tasks) {
    gone.clear();
    gone.addAll(last.keySet());
    gone.removeAll(tasks);
  }

  /** A line for each task. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    last.forEach(
        (task, told) ->
            lines.add(
                gone.contains(task)
                    ? String.format(
                        Locale.ROOT, "%-9s  is no more, for a worker was given up", task)
                    : told.equals(Told.NOTHING)
                        ? String.format(Locale.ROOT, "%-9s  has made no step yet", task)
                        : String.format(
                            Locale.ROOT,
                            "%-9s  step %,d · loss %.3f · %,.0f %s/s",
                            task,
                            told.step(),
                            told.loss(),
                            told.examplesPerSecond(),
                            unit)));
    return lines;
  }

  /** How many steps each has made, its last loss and its last rate; empty if none made one. */
  synchronized List<String> table() {
    List<String> lines = new ArrayList<>();
    if (last.values().stream().allMatch(Told.NOTHING::equals)) {
      return lines;
    }
    lines.add(
        String.format(Locale.ROOT, "%-9s %10s %8s %12s", "task", "its steps", "loss", unit + "/s"));
    last.forEach(
        (task, told) ->
            lines.add(
                gone.contains(task)
                    ? String.format(Locale.ROOT, "%-9s is no more, for a worker was given up", task)
                    : String.format(
                        Locale.ROOT,
                        "%-9s %,10d %8.3f %,12.0f",
                        task,
                        told.made(),
                        told.loss(),
                        told.examplesPerSecond())));
    return lines;
  }
}
