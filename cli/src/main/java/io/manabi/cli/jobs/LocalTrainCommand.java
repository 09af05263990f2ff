package io.manabi.cli.jobs;

import io.manabi.cli.train.TrainerProgram;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.JobState;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.processes.LocalProvisioner;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a trainer on this machine, without a server. */
@Command(
    name = "train",
    description = {
      "Run a trainer on this machine and show what it prints, to see whether it works before it is"
          + " submitted. A task that fails is not started again.",
      "What stands behind -- goes to the trainer."
    },
    footer = {
      "",
      "Examples:",
      "  manabi local train --package-path trainer --module-name trainer.task -- --train_steps 10",
      "  manabi local train --jar acme.jar --module-name com.acme.FlowersTrainer --distributed"
    })
public final class LocalTrainCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int USUAL_COUNT = 2;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "-- ARGS", description = "Arguments of the trainer.")
  private List<String> words = List.of();

  @Option(
      names = "--module-name",
      required = true,
      paramLabel = "NAME",
      description = "The Python module, as trainer.task, or with --jar the class to run.")
  private String moduleName = "";

  @Option(
      names = "--package-path",
      paramLabel = "DIR",
      description =
          "The Python package with the module (default: where Python finds it from here).")
  private @Nullable Path packagePath;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      split = ",",
      description = "A jar with the class, or with what that needs; may be repeated.")
  private List<Path> jars = List.of();

  @Option(
      names = "--job-dir",
      paramLabel = "DIR",
      description = "Told to the trainer as --job-dir.")
  private @Nullable Path jobDir;

  @Option(names = "--distributed", description = "As a master, workers and parameter servers.")
  private boolean distributed;

  @Option(
      names = "--worker-count",
      paramLabel = "N",
      description = "With --distributed: how many workers (default: " + USUAL_COUNT + ").")
  private @Nullable Integer workerCount;

  @Option(
      names = "--parameter-server-count",
      paramLabel = "N",
      description = "And how many parameter servers (default: " + USUAL_COUNT + ").")
  private @Nullable Integer parameterServerCount;

  @Option(
      names = "--start-port",
      hidden = true,
      paramLabel = "PORT",
      description = "Taken for gcloud's sake: free ports are found.")
  private int unusedStartPort;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (!distributed && (workerCount != null || parameterServerCount != null)) {
      throw new ParameterException(
          spec.commandLine(), "--worker-count and --parameter-server-count need --distributed.");
    }
    Path logs = Files.createTempDirectory("manabi-local-train");
    JobSpec job =
        new JobSpec(
            "local",
            command(),
            distributed ? count(workerCount) : 0,
            distributed ? count(parameterServerCount) : 0,
            logs,
            JobSpec.Restarts.upTo(0),
            GRACE);
    run(job);
    AtomicFiles.deleteTree(logs);
    return 0;
  }

  private static int count(@Nullable Integer asked) {
    return asked == null ? USUAL_COUNT : asked;
  }

  private List<String> command() {
    List<String> arguments = new ArrayList<>(UserArguments.of(spec, 0, words));
    if (jobDir != null) {
      arguments.addAll(List.of("--job-dir", jobDir.toAbsolutePath().normalize().toString()));
    }
    if (!jars.isEmpty()) {
      return new TrainerProgram(moduleName, jars, List.of(), arguments).command();
    }
    List<String> command = new ArrayList<>();
    if (packagePath != null) {
      Path source = packagePath.toAbsolutePath().normalize();
      if (!Files.isDirectory(source)) {
        throw ManabiException.user(source + " is no folder; name a --package-path that is one.");
      }
      String others = System.getenv("PYTHONPATH");
      command.add("/usr/bin/env");
      command.add(
          "PYTHONPATH=" + source.getParent() + (others == null ? "" : File.pathSeparator + others));
    }
    command.addAll(List.of(Python.find().toString(), "-u", "-m", moduleName));
    command.addAll(arguments);
    return command;
  }

  private void run(JobSpec job) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<TaskOutput> outputs =
        job.tasks().stream()
            .map(task -> new TaskOutput(job.log(task), distributed ? task + ": " : "", out))
            .toList();
    try (RunningJob running =
        RunningJob.start(
            job,
            LocalProvisioner.attached(),
            message -> spec.commandLine().getErr().println(message))) {
      JobState state = running.state();
      while (state == JobState.RUNNING || state == JobState.CANCELLING) {
        state = running.await(POLL);
        outputs.forEach(TaskOutput::poll);
      }
      if (state == JobState.CANCELLED) {
        throw ManabiException.resources("The training was cancelled.");
      }
    } finally {
      outputs.forEach(TaskOutput::end);
    }
  }
}
