package io.manabi.cli.demo;

import io.manabi.cli.terminal.Terminal;
import io.manabi.cli.train.JobLock;
import io.manabi.cli.train.ShownTraining;
import io.manabi.cli.train.TrainerProgram;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.processes.LocalProvisioner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Trains in processes of their own, and shows how it goes. */
final class TrainStage {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final WorkFolder folder;
  private final Terminal terminal;

  TrainStage(WorkFolder folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  /** Returns the directory of the exported model. */
  Path run(Path records, Training training) throws InterruptedException {
    Map<String, Object> settings = settings(training);
    String id = training.sample() + "_" + training.model() + "_" + fingerprint(settings);
    Path jobDir = folder.resolve("jobs").resolve(id);
    ShownTraining shown =
        new ShownTraining(jobDir, training.unit(), training.cluster().trainers(), terminal);
    boolean finished = folder.isFinished(id, settings) && shown.exported().isPresent();
    if (finished) {
      shown.lastEvaluation().ifPresent(last -> terminal.line("reused: " + last));
    } else {
      JobSpec spec = spec(id, jobDir, records, training);
      terminal.line(training.cluster() + "; logs in " + spec.logDirectory());
      JobLock lock = JobLock.hold(jobDir);
      try {
        shown.run(listener -> RunningJob.start(spec, LocalProvisioner.attached(), listener));
      } finally {
        lock.close();
      }
    }
    terminal.line("checkpoints and TensorBoard events in " + jobDir);
    if (!finished) {
      terminal.line("see them with: tensorboard --logdir " + jobDir);
    }
    Path export = shown.exported().filter(Files::isDirectory).orElse(null);
    if (export == null) {
      throw ManabiException.resources(
          "There is no exported model where the log in "
              + jobDir
              + " says; start over with --fresh.");
    }
    folder.finish(id, settings);
    return export;
  }

  private static Map<String, Object> settings(Training training) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("model", training.model());
    settings.put("steps", training.steps());
    settings.put("examples", training.examples());
    settings.put("cluster", training.cluster().toString());
    settings.put("seed", training.seed());
    return settings;
  }

  private static String fingerprint(Map<String, Object> settings) {
    return String.format(Locale.ROOT, "%08x", settings.toString().hashCode());
  }

  private static JobSpec spec(String id, Path jobDir, Path records, Training training) {
    List<String> flags = new ArrayList<>(training.trainerFlags());
    flags.addAll(
        List.of(
            "--data-dir",
            records.toString(),
            "--job-dir",
            jobDir.toString(),
            "--train-steps",
            String.valueOf(training.steps()),
            "--checkpoint-secs",
            String.valueOf(training.checkpointSecs()),
            "--seed",
            String.valueOf(training.seed()),
            "--strategy",
            training.cluster().strategy().toString(),
            "--profile",
            String.valueOf(training.profileSteps())));
    return new JobSpec(
        id,
        new TrainerProgram(training.trainer().getName(), List.of(), List.of(), flags).command(),
        training.cluster().workers(),
        training.cluster().parameterServers(),
        jobDir.resolve("logs"),
        training.cluster().restarts(),
        GRACE);
  }
}
