package io.manabi.training.watch;

import io.manabi.core.files.FullDisk;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.StepRun;
import io.manabi.training.watch.StepTimes.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/** Takes the time of some steps of a task, operation by operation. */
public final class Profile implements StepRun {
  private static final Logger LOG = LoggerFactory.getLogger(Profile.class);

  /** The first steps are slow, for TensorFlow prepares what it keeps. */
  private static final int WARM_UP = 10;

  private final String task;
  private final Path file;
  private final int wanted;
  private final StepParts parts;
  private final ChromeTrace trace = new ChromeTrace();
  private StepTimes times = StepTimes.none();
  private int seen;

  /**
   * A profile.
   *
   * @param task the name of the task
   */
  public Profile(TrainingSpec spec, GraphDef graph, String task) {
    this.task = task;
    this.wanted = spec.watching().profileSteps();
    this.file = spec.jobDirectory().resolve("profile").resolve("chrome-trace-" + task + ".json");
    this.parts = new StepParts(graph);
  }

  /** Whether the step that comes is to be profiled. */
  public boolean wantsNext() {
    return ++seen > WARM_UP && times.steps() < wanted;
  }

  /** Whether the step that was just made was the last to be profiled. */
  public boolean isComplete() {
    return times.steps() == wanted;
  }

  @Override
  public Result run(Session.Runner runner, RunOptions options) {
    RunOptions traced = options.toBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    Result result = runner.setOptions(traced).runAndFetchMetadata();
    result.getMetadata().ifPresent(this::add);
    return result;
  }

  private void add(RunMetadata metadata) {
    List<Work> step = new ArrayList<>();
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      device.getNodeStatsList().stream()
          .sorted(Comparator.comparingLong(NodeExecStats::getAllStartMicros))
          .forEach(
              node -> {
                long from = node.getAllStartMicros();
                Work work =
                    new Work(
                        parts.of(node.getNodeName(), node.getTimelineLabel()),
                        from,
                        from + node.getAllEndRelMicros());
                step.add(work);
                trace.add(device.getDevice(), node.getNodeName(), work);
              });
    }
    times = times.plus(step);
  }

  /** Writes the trace, and gives the table. */
  public List<String> finish() {
    FullDisk.tolerate(() -> trace.write(file));
    List<String> table = times.table(task);
    LOG.info("{}", String.join("\n", table));
    return table;
  }
}
