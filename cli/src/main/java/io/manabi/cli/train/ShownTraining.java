package io.manabi.cli.train;

import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.jobs.JobListener;
import io.manabi.jobs.JobProgress;
import io.manabi.jobs.JobState;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Shows on the terminal how a training goes, from what its tasks write into the job directory. */
public final class ShownTraining {
  private static final String EXPORT = "export";
  private static final Duration POLL = Duration.ofMillis(200);

  private final Path jobDirectory;
  private final String unit;
  private final List<String> trainers;
  private final Terminal terminal;
  private final TaskTable tasks;
  private boolean hasExported;

  /**
   * Shows nothing yet.
   *
   * @param jobDirectory the job directory
   * @param unit what an example is, for the user, as {@code images}
   * @param trainers the names of the tasks that train together; none for one process alone
   * @param terminal where to show it
   */
  public ShownTraining(Path jobDirectory, String unit, List<String> trainers, Terminal terminal) {
    this.jobDirectory = jobDirectory;
    this.unit = unit;
    this.trainers = List.copyOf(trainers);
    this.terminal = terminal;
    this.tasks = new TaskTable(unit, trainers);
  }

  /**
   * Starts a job and shows it until it ends.
   *
   * @param start starts the job
   * @throws ManabiException if it fails or is cancelled
   */
  public void run(Function<JobListener, RunningJob> start) throws InterruptedException {
    TrainingLogFollower follower =
        TrainingLogFollower.fromEnd(jobDirectory.resolve(JobEvents.FILE));
    List<TrainingLogFollower> own = new ArrayList<>();
    for (String task : trainers) {
      own.add(TrainingLogFollower.fromEnd(jobDirectory.resolve(JobEvents.fileOf(task))));
    }
    try (RunningJob job = start.apply(new Told())) {
      JobState state = JobState.RUNNING;
      while (state == JobState.RUNNING) {
        state = job.await(POLL);
        own.forEach(each -> each.poll(this::showTask));
        follower.poll(this::show);
      }
      terminal.endProgress();
      if (!own.isEmpty()) {
        tasks.table().forEach(terminal::line);
      }
      if (state != JobState.SUCCEEDED) {
        throw ManabiException.resources(
            "Training was cancelled; run the command again to go on from the last checkpoint.");
      }
    }
  }

  /** Tells of tasks that are started again, and knows which there still are. */
  private final class Told implements JobListener {
    @Override
    public void restarting(String message) {
      terminal.line(message);
    }

    @Override
    public void progressed(JobProgress progress) {
      Set<String> left = new HashSet<>();
      progress
          .addresses()
          .cluster()
          .forEach(
              (role, addresses) -> {
                for (int i = 0; i < addresses.size(); i++) {
                  left.add(new Task(Task.Role.of(role), i).toString());
                }
              });
      tasks.keep(left);
    }
  }

  private void showTask(JobEvent event) {
    terminal.data(JobEvents.json(event));
    if (event instanceof JobEvent.TaskStep step) {
      tasks.told(step.task(), new TaskTable.Told(step));
    } else if (event instanceof JobEvent.Profile profile) {
      profile.table().forEach(terminal::line);
    }
  }

  private void show(JobEvent event) {
    terminal.data(JobEvents.json(event));
    if (event instanceof JobEvent.Step step) {
      if (trainers.isEmpty()) {
        tasks.told("process", new TaskTable.Told(step));
      }
      terminal.progress(
          "steps",
          Math.min(step.step(), step.steps()),
          step.steps(),
          step.batchSize(),
          unit,
          tasks.lines());
    } else if (event instanceof JobEvent.Profile profile) {
      profile.table().forEach(terminal::line);
    } else if (event instanceof JobEvent.Exported) {
      hasExported = true;
    } else if (event instanceof JobEvent.Evaluation || event instanceof JobEvent.Warning) {
      terminal.line(event.message());
    }
    // What is exported, and why training fails, is told when it has ended.
  }

  /** What the last evaluation gave, for the user; empty if there was none. */
  public Optional<String> lastEvaluation() {
    return last(JobEvent.Evaluation.class).map(JobEvent::message);
  }

  /**
   * Why training ended and what was exported, for the user; empty if it has not.
   *
   * @throws ManabiException if the log cannot be read
   */
  public Optional<String> end() {
    return last(JobEvent.Exported.class)
        .map(
            event ->
                (hasExported ? "" : "There was nothing left to do. ")
                    + event.message(folder(event).toString()));
  }

  private Path folder(JobEvent.Exported event) {
    return jobDirectory
        .resolve(EXPORT)
        .resolve(String.valueOf(Path.of(event.directory()).getFileName()));
  }

  /**
   * The directory of the model that was exported last; empty if none was. The log names it where
   * the job directory was then, which may have been moved.
   */
  public Optional<Path> exported() {
    return last(JobEvent.Exported.class).map(this::folder);
  }

  private <E extends JobEvent> Optional<E> last(Class<E> kind) {
    List<E> all = new ArrayList<>();
    TrainingLogFollower.fromStart(jobDirectory.resolve(JobEvents.FILE))
        .poll(
            event -> {
              if (kind.isInstance(event)) {
                all.add(kind.cast(event));
              }
            });
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }
}
