package io.manabi.control.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is. A job starts with all its tasks or not at all; the more urgent one first, and
 * of those that are equally urgent the one that has waited longest. Waiting makes more urgent, by
 * one in ten minutes, so that none waits for ever. A job that does not fit beside those that run
 * keeps others from overtaking it, but not those of other projects if only its own project has no
 * room left.
 */
final class JobQueue {
  private static final Duration ONE_MORE_URGENT = Duration.ofMinutes(10);

  private final Demand all;
  private final Demand ofOneProject;

  /**
   * A queue.
   *
   * @param all what jobs may take together
   * @param ofOneProject what those of one project may
   */
  JobQueue(Demand all, Demand ofOneProject) {
    this.all = all;
    this.ofOneProject = ofOneProject;
  }

  /**
   * A job that waits or runs.
   *
   * @param name which
   * @param priority how urgent it is
   * @param since when it was created
   * @param demand what it takes
   */
  record Entry(JobName name, int priority, Instant since, Demand demand) {
    private double urgency(Instant now) {
      double waited = Math.max(0, Duration.between(since, now).toMillis());
      return priority + Math.floor(waited / ONE_MORE_URGENT.toMillis());
    }
  }

  /** Whether a job could ever run. */
  boolean isPossible(Demand demand) {
    return demand.fitsInto(all) && demand.fitsInto(ofOneProject);
  }

  /** What a job may take at most, for people. */
  String most() {
    return "all jobs together may take " + all + ", those of one project " + ofOneProject;
  }

  /** Those whose turn it is, in order. */
  List<JobName> next(List<Entry> waiting, List<Entry> running, Instant now) {
    Demand taken = Demand.NONE;
    Map<String, Demand> ofProjects = new HashMap<>();
    for (Entry each : running) {
      taken = taken.plus(each.demand());
      ofProjects.merge(each.name().project(), each.demand(), Demand::plus);
    }
    List<JobName> next = new ArrayList<>();
    Set<String> full = new HashSet<>();
    List<Entry> ordered = new ArrayList<>(waiting);
    ordered.sort(
        Comparator.comparingDouble((Entry each) -> -each.urgency(now))
            .thenComparing(Entry::since)
            .thenComparing(each -> each.name().toString()));
    for (Entry each : ordered) {
      String project = each.name().project();
      Demand own = ofProjects.getOrDefault(project, Demand.NONE).plus(each.demand());
      if (full.contains(project) || !own.fitsInto(ofOneProject)) {
        full.add(project);
      } else if (taken.plus(each.demand()).fitsInto(all)) {
        taken = taken.plus(each.demand());
        ofProjects.put(project, own);
        next.add(each.name());
      } else {
        break;
      }
    }
    return next;
  }
}
