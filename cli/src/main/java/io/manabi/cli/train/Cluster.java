package io.manabi.cli.train;

import io.manabi.jobs.JobSpec;
import io.manabi.training.spec.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The tasks of a training job.
 *
 * @param strategy how they train together
 * @param workers how many workers beside the master
 * @param parameterServers how many parameter servers
 * @param restarts how often each may be lost, and what then
 */
public record Cluster(
    Strategy.Kind strategy, int workers, int parameterServers, JobSpec.Restarts restarts) {
  private static boolean one(int count) {
    return count == 1;
  }

  /** How many batches a step has. */
  public int batchesOfAStep() {
    return strategy.batchesOfAStep(1 + workers);
  }

  /** The names of the tasks that train together; none for one process alone. */
  public List<String> trainers() {
    List<String> names = new ArrayList<>();
    if (workers + parameterServers > 0) {
      names.add("master-0");
      for (int i = 0; i < workers; i++) {
        names.add("worker-" + i);
      }
    }
    return names;
  }

  /** For people: the tasks and their strategy. */
  @Override
  public String toString() {
    if (workers + parameterServers == 0) {
      return "one process";
    }
    StringJoiner tasks = new StringJoiner(", ", "", ", " + strategy).add("1 master");
    if (workers > 0) {
      tasks.add(workers + (one(workers) ? " worker" : " workers"));
    }
    if (parameterServers > 0) {
      tasks.add(
          parameterServers + (one(parameterServers) ? " parameter server" : " parameter servers"));
    }
    return tasks.toString();
  }
}
