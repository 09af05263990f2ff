package io.manabi.training;

import io.manabi.core.files.FullDisk;
import io.manabi.training.TrainingTask.Step;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.events.EventWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one of several tasks tells of its own steps, about once a second: scalars in a TensorBoard
 * run of its own, and lines of JSON.
 */
final class TaskLog implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final String task;
  private final int batchSize;
  private final EventWriter events;
  private final JsonLines lines;
  private final long beganNanos = System.nanoTime();
  private long made;
  private long told;
  private long toldNanos = beganNanos;
  private long madeNanos = beganNanos;

  TaskLog(TrainingSpec spec, ClusterConfig.Task task) {
    this.task = task.name();
    this.batchSize = spec.schedule().batchSize();
    Path job = spec.jobDirectory();
    events = EventWriter.create(job.resolve(TrainingLog.TRAIN).resolve(this.task));
    lines =
        new JsonLines(
            job.resolve("training-log." + this.task + ".jsonl"), spec.watching().jsonLines());
  }

  /**
   * The task begins.
   *
   * @param step the last that was made before by any
   */
  void begin(long step) {
    FullDisk.tolerate(() -> events.session(step + 1));
  }

  /** A step was made by this task. */
  void made(Step step) {
    made++;
    madeNanos = System.nanoTime();
    if (madeNanos - toldNanos >= PAUSE_NANOS || made == 1) {
      tell(step);
    }
  }

  /** Tells what has not been told yet. */
  void last(Step step) {
    if (made > told) {
      tell(step);
    }
  }

  /** The table of the profile. */
  void profile(Step step, List<String> table) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "profile");
    line.put("task", task);
    line.put("step", step.number());
    line.put("table", table);
    FullDisk.tolerate(() -> lines.write(line));
  }

  private void tell(Step step) {
    double seconds = (madeNanos - toldNanos) / 1e9;
    double stepSeconds = seconds / (made - told);
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("loss", (double) step.loss());
    scalars.put("learning_rate", (double) step.rate());
    scalars.put("examples_per_second", batchSize / stepSeconds);
    scalars.put("step_seconds", stepSeconds);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "task");
    line.put("task", task);
    line.put("seconds", Math.round((madeNanos - beganNanos) / 1e6) / 1000.0);
    line.put("step", step.number());
    line.put("made", made);
    line.putAll(scalars);
    FullDisk.tolerate(() -> events.scalars(step.number(), scalars));
    FullDisk.tolerate(() -> lines.write(line));
    told = made;
    toldNanos = madeNanos;
  }

  @Override
  public void close() {
    events.close();
    lines.close();
  }
}
