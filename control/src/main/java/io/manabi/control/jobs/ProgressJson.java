package io.manabi.control.jobs;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobProgress;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskTerms;
import io.manabi.jobs.TfConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What there is to know of the tasks of a job, as the database keeps it. */
final class ProgressJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ProgressJson() {}

  /**
   * A job with all its tasks here.
   *
   * @param references by the names of tasks
   * @param restarts by the names of tasks
   * @param terms null in what a former version has kept
   */
  private record Kept(
      String id,
      List<String> command,
      int workers,
      int parameterServers,
      String logs,
      int maxRestarts,
      int minWorkers,
      long silenceMillis,
      long graceMillis,
      Map<String, List<String>> cluster,
      Map<String, String> references,
      Map<String, Integer> restarts,
      @Nullable TaskTerms terms) {}

  static String write(JobProgress progress) {
    JobSpec spec = progress.spec();
    Kept kept =
        new Kept(
            spec.id(),
            spec.command(),
            spec.workers(),
            spec.parameterServers(),
            spec.logDirectory().toString(),
            spec.restarts().max(),
            spec.restarts().minWorkers(),
            spec.restarts().silence().toMillis(),
            spec.grace().toMillis(),
            progress.addresses().cluster(),
            byName(progress.references()),
            byName(progress.restarts()),
            spec.terms());
    try {
      return JSON.writeValueAsString(kept);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("The progress of job " + spec.id() + " cannot be kept.", e);
    }
  }

  private static <T> Map<String, T> byName(Map<Task, T> byTask) {
    Map<String, T> byName = new TreeMap<>();
    byTask.forEach((task, value) -> byName.put(task.toString(), value));
    return byName;
  }

  static JobProgress read(String json) {
    Kept kept;
    try {
      kept = JSON.readValue(json, Kept.class);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("The progress of a job cannot be read: " + json, e);
    }
    JobSpec spec =
        new JobSpec(
            kept.id(),
            kept.command(),
            kept.workers(),
            kept.parameterServers(),
            Path.of(kept.logs()),
            new JobSpec.Restarts(
                kept.maxRestarts(), kept.minWorkers(), Duration.ofMillis(kept.silenceMillis())),
            Duration.ofMillis(kept.graceMillis()));
    return new JobProgress(
        spec.with(requireNonNullElse(kept.terms(), TaskTerms.NONE)),
        new TfConfig(kept.cluster()),
        byTask(kept.references()),
        byTask(kept.restarts()));
  }

  private static <T> Map<Task, T> byTask(Map<String, T> byName) {
    Map<Task, T> byTask = new LinkedHashMap<>();
    byName.forEach((name, value) -> byTask.put(Task.of(name), value));
    return byTask;
  }
}
