package io.manabi.training.watch;

import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.FullDisk;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.events.EventWriter;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one of several tasks tells of its own steps, about once a second: scalars in a TensorBoard
 * run of its own, and events.
 */
public final class TaskLog implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final String task;
  private final int batchSize;
  private final EventWriter events;
  private final EventLines lines;
  private final long beganNanos = System.nanoTime();
  private long made;
  private long told;
  private long toldNanos = beganNanos;
  private long madeNanos = beganNanos;

  /** Opens the files of a task in the job directory. */
  public TaskLog(TrainingSpec spec, ClusterConfig.Task task) {
    this.task = task.name();
    this.batchSize = spec.schedule().batchSize();
    Path job = spec.jobDirectory();
    events = EventWriter.create(job.resolve(TrainingLog.TRAIN).resolve(this.task));
    lines = new EventLines(job.resolve(JobEvents.fileOf(this.task)), spec.watching().jsonLines());
  }

  /**
   * The task begins.
   *
   * @param step the last that was made before by any
   */
  public void begin(long step) {
    FullDisk.tolerate(() -> events.session(step + 1));
  }

  /** A step was made by this task. */
  public void made(Step step) {
    made++;
    madeNanos = System.nanoTime();
    if (madeNanos - toldNanos >= PAUSE_NANOS || made == 1) {
      tell(step);
    }
  }

  /** Tells what has not been told yet. */
  public void last(Step step) {
    if (made > told) {
      tell(step);
    }
  }

  /** The table of the profile. */
  public void profile(Step step, List<String> table) {
    JobEvent event = new JobEvent.Profile(Instant.now(), step.number(), table);
    FullDisk.tolerate(() -> lines.write(event));
  }

  private void tell(Step step) {
    double seconds = (madeNanos - toldNanos) / 1e9;
    double stepSeconds = seconds / (made - told);
    double examplesPerSecond = batchSize / stepSeconds;
    Map<String, Double> scalars =
        Map.of(
            "loss",
            (double) step.loss(),
            "learning_rate",
            (double) step.rate(),
            "examples_per_second",
            examplesPerSecond,
            "step_seconds",
            stepSeconds);
    JobEvent event =
        new JobEvent.TaskStep(
            Instant.now(),
            task,
            Math.round((madeNanos - beganNanos) / 1e6) / 1000.0,
            step.number(),
            made,
            step.loss(),
            step.rate(),
            examplesPerSecond,
            stepSeconds);
    FullDisk.tolerate(() -> events.scalars(step.number(), scalars));
    FullDisk.tolerate(() -> lines.write(event));
    told = made;
    toldNanos = madeNanos;
  }

  @Override
  public void close() {
    events.close();
    lines.close();
  }
}
