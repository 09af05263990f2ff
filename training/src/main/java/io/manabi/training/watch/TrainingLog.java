package io.manabi.training.watch;

import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.FullDisk;
import io.manabi.training.events.EventWriter;
import io.manabi.training.events.HyperParameters;
import io.manabi.training.spec.TrainingListener;
import io.manabi.training.spec.TrainingSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tensorflow.proto.GraphDef;

/**
 * Tells the world how training goes: TensorBoard events under the job directory (the run {@code
 * train} for training, {@code eval} for evaluation, {@code test} for that of what is exported) and
 * one {@link JobEvent} a line in {@code training-log.jsonl} for programs that follow along.
 */
public final class TrainingLog implements AutoCloseable {
  /** The TensorBoard run of training; each of several tasks has one below it. */
  static final String TRAIN = "train";

  private static final String EVAL = "eval";
  private static final String TEST = "test";

  /** The name of the file with one event a line. */
  public static final String FILE = JobEvents.FILE;

  private final TrainingSpec spec;
  private final EventWriter training;
  private final EventWriter evaluation;
  private final EventLines lines;
  private final long startNanos = System.nanoTime();
  private boolean endWanted;

  /** Opens the files in the job directory. */
  public TrainingLog(TrainingSpec spec) {
    this.spec = spec;
    Path directory = spec.jobDirectory();
    lines = new EventLines(directory.resolve(FILE), spec.watching().jsonLines());
    training = EventWriter.create(directory.resolve(TRAIN));
    evaluation = EventWriter.create(directory.resolve(EVAL));
  }

  /** Seconds since training began in this process. */
  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /**
   * Training begins.
   *
   * @param step the last that was made before
   * @param trainers how many tasks train
   * @param metrics the names of what is measured at each checkpoint
   */
  public void begin(long step, GraphDef graph, int trainers, Collection<String> metrics) {
    Configuration configuration = Configuration.of(spec, trainers);
    FullDisk.tolerate(
        () -> {
          training.session(step + 1);
          evaluation.session(step + 1);
          training.graph(graph);
          training.text(0, "configuration", List.of(configuration.markdown()));
          // Where the metrics are: TensorBoard finds none in a run below, if that is one of its
          // own.
          evaluation.begin(
              new HyperParameters(configuration.values(), List.copyOf(metrics)),
              spec.jobDirectory().toString());
        });
  }

  /** The table of the profile of the only task. */
  public void profile(List<String> table) {
    write(new JobEvent.Profile(Instant.now(), 0, table));
  }

  /** What the model shows of a step. */
  public void summaries(long step, List<ShownSummary> shown) {
    FullDisk.tolerate(() -> shown.forEach(each -> each.write(training, step)));
  }

  /** A step was made, after which some time has passed since the last that was told. */
  public void step(
      long step, long steps, int batchSize, double loss, double rate, double examplesPerSecond) {
    Map<String, Double> scalars =
        Map.of(
            "loss",
            loss,
            "learning_rate",
            rate,
            "examples_per_second",
            examplesPerSecond,
            "step_seconds",
            batchSize / examplesPerSecond);
    FullDisk.tolerate(() -> training.scalars(step, scalars));
    write(
        new JobEvent.Step(
            Instant.now(), told(), step, steps, loss, rate, examplesPerSecond, batchSize));
  }

  /**
   * A checkpoint was measured.
   *
   * @param shown writes what there is to see beside the metrics, of training and of evaluation
   */
  public void evaluation(
      long step,
      Map<String, Double> metrics,
      Path checkpoint,
      BiConsumer<EventWriter, EventWriter> shown) {
    FullDisk.tolerate(
        () -> {
          evaluation.scalars(step, metrics);
          shown.accept(training, evaluation);
        });
    boolean validation = spec.input().test().isPresent();
    write(
        new JobEvent.Evaluation(
            Instant.now(), told(), step, checkpoint.toString(), validation, metrics));
  }

  /** What is exported was measured on the test set, beside which there is a validation set. */
  public void tested(long step, Map<String, Double> metrics, Path checkpoint) {
    FullDisk.tolerate(
        () -> {
          try (EventWriter test = EventWriter.create(spec.jobDirectory().resolve(TEST))) {
            test.scalars(step, metrics);
          }
        });
    write(
        new JobEvent.Evaluation(
            Instant.now(), told(), step, checkpoint.toString(), /* validation= */ false, metrics));
  }

  /**
   * The model is there, which is the end.
   *
   * @param step the last of training
   * @param exported the step that the model is of
   * @param reason why training ended
   */
  public void exported(long step, long exported, String reason, Path directory) {
    write(
        new JobEvent.Exported(Instant.now(), told(), step, directory.toString(), exported, reason));
    FullDisk.tolerate(evaluation::end);
  }

  /** The process was told to end, and a checkpoint has been written. */
  public void stopped(long step) {
    write(new JobEvent.Stopped(Instant.now(), told(), step));
  }

  /** Something that people should know, though training goes on. */
  public void warning(long step, String message) {
    write(new JobEvent.Warning(Instant.now(), told(), step, message));
  }

  /** Seconds as they are told. */
  private double told() {
    return Math.round(seconds() * 1000) / 1000.0;
  }

  /** Whether somebody who is told of the training wants it to end. */
  public boolean isEndWanted() {
    return endWanted;
  }

  private void write(JobEvent event) {
    FullDisk.tolerate(() -> lines.write(event));
    for (TrainingListener listener : spec.listeners()) {
      endWanted |= !listener.told(event);
    }
  }

  @Override
  public void close() {
    training.close();
    evaluation.close();
    lines.close();
  }
}
