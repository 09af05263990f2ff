package io.manabi.cli.train;

import io.manabi.cli.preprocess.UserClass;
import io.manabi.cli.terminal.Terminal;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobListener;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.RunningJob;
import io.manabi.jobs.Task;
import io.manabi.jobs.TfConfig;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.training.cluster.ClusterConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Trains with what a user wrote. */
@Command(
    name = "train",
    description = {
      "Runs a trainer as a cluster of processes of this machine, restarts those that are lost, and"
          + " shows how it goes. The same command goes on from the last checkpoint.",
      "Flags that are not listed here go to the trainer, such as --data-dir and --train-steps;"
          + " --trainer-help lists those.",
      "On a cluster of your own, start the same command on each machine with TF_CONFIG set: it then"
          + " runs the task that TF_CONFIG says, and restarts it; --max-restarts then counts what"
          + " happens within ten minutes, and --start-timeout-secs is how long each try waits for"
          + " the others."
    },
    footer = {
      "",
      "Examples:",
      "  manabi train --jar acme.jar --trainer com.acme.FlowersTrainer --workers 2 \\",
      "      --data-dir records --job-dir jobs/flowers_1 --train-steps 10000",
      "  TF_CONFIG='{\"cluster\": {\"master\": [\"a:2222\"], \"worker\": [\"b:2222\"],",
      "      \"ps\": [\"c:2222\"]}, \"task\": {\"type\": \"worker\", \"index\": 0}}' \\",
      "    manabi train --jar acme.jar --trainer com.acme.FlowersTrainer \\",
      "      --data-dir /shared/records --job-dir /shared/jobs/flowers_1"
    })
public final class TrainCommand implements Callable<Integer> {
  /** Longer than the last step and its checkpoint may take. */
  private static final Duration AFTER_STOP = Duration.ofSeconds(5);

  @Option(
      names = "--trainer",
      paramLabel = "CLASS",
      required = true,
      description = "The program of each task: a class whose main calls Trainer.main.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private String trainer;

  @Option(names = "--jar", paramLabel = "FILE", description = "Where it is; may be repeated.")
  private List<Path> jars = List.of();

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description =
          "For the Java of each task, as --java-option=-Xmx4g; may be repeated (default: -Xmx1g;"
              + " tensors are not on that heap).")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--job-dir",
      paramLabel = "DIR",
      description =
          "Where checkpoints, events, logs and the exported model go; on storage that every task"
              + " sees.")
  private @Nullable Path jobDir;

  @Mixin private ClusterOptions clusterOptions = new ClusterOptions();

  @Option(
      names = "--peer-timeout-secs",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How long a task may be silent before others give it up (default: ${DEFAULT-VALUE}); here"
              + " it is killed and restarted after two thirds of that.")
  private int peerTimeoutSecs = 30;

  @Option(
      names = "--stop-timeout-secs",
      paramLabel = "N",
      defaultValue = "15",
      description =
          "How long the last step and its checkpoint may take at Ctrl-C (default:"
              + " ${DEFAULT-VALUE}).")
  private int stopTimeoutSecs = 15;

  @Mixin private WatchOptions watchOptions = new WatchOptions();

  @Option(names = "--trainer-help", description = "Show the flags of the trainer, and end.")
  private boolean trainerHelp;

  @Unmatched private final List<String> others = new ArrayList<>();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  /** One process a machine may share the job directory, so that only the master's has the lock. */
  @Override
  public Integer call() throws InterruptedException, IOException {
    Cluster cluster = clusterOptions.cluster(spec);
    Class<?> found = UserClass.find(jars, trainer, "--trainer");
    try {
      found.getMethod("main", String[].class);
    } catch (NoSuchMethodException e) {
      throw ManabiException.user(
          "Class " + trainer + " has no public static method main; correct --trainer.", e);
    } catch (LinkageError e) {
      throw ManabiException.user(
          "Class %s needs another that is not there (%s); name its file by --jar."
              .formatted(trainer, e.getMessage()),
          e);
    }
    if (trainerHelp) {
      List<String> command =
          new TrainerProgram(trainer, jars, javaOptions, List.of("--help")).command();
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
    if (jobDir == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--job-dir=DIR'");
    }
    ClusterConfig own = ClusterConfig.parse(System.getenv("TF_CONFIG"));
    if (!own.tasks().isEmpty()) {
      clusterOptions.refuseTasks(spec);
    }
    if (own.isMaster()) {
      JobLock lock = JobLock.hold(jobDir);
      try {
        train(cluster, jobDir, own);
      } finally {
        lock.close();
      }
    } else {
      train(cluster, jobDir, own);
    }
    return 0;
  }

  private void train(Cluster asked, Path directory, ClusterConfig ownCluster)
      throws InterruptedException {
    Terminal terminal = watchOptions.terminal(spec);
    boolean alone = ownCluster.tasks().isEmpty();
    Cluster cluster = alone ? asked : told(asked, ownCluster);
    JobSpec job = job(cluster, directory);
    ClusterConfig.Task own = ownCluster.task();
    List<String> trainers = ownCluster.isMaster() ? cluster.trainers() : List.of();
    ShownTraining shown = new ShownTraining(directory, "examples", trainers, terminal);
    terminal.line(
        (alone ? cluster.toString() : own + " of " + ownCluster.tasks())
            + "; logs in "
            + job.logDirectory());
    shown.run(listener -> start(job, ownCluster, listener));
    if (ownCluster.isMaster()) {
      terminal.line("checkpoints and TensorBoard events in " + directory);
      terminal.line("see them with: tensorboard --logdir " + directory);
      shown.end().ifPresent(terminal::line);
    }
  }

  /** The tasks that {@code TF_CONFIG} tells. */
  private static Cluster told(Cluster asked, ClusterConfig own) {
    return new Cluster(
        asked.strategy(),
        own.addresses(ClusterConfig.WORKER).size(),
        own.addresses(ClusterConfig.PS).size(),
        asked.restarts());
  }

  private static RunningJob start(JobSpec job, ClusterConfig ownCluster, JobListener listener) {
    if (ownCluster.tasks().isEmpty()) {
      return RunningJob.start(job, LocalProvisioner.attached(), listener);
    }
    ClusterConfig.Task own = ownCluster.task();
    return RunningJob.startOne(
        job,
        new Task(Task.Role.of(own.type()), own.index()),
        new TfConfig(ownCluster.tasks()),
        LocalProvisioner.attached(),
        listener);
  }

  private JobSpec job(Cluster cluster, Path directory) {
    if (peerTimeoutSecs < 1 || stopTimeoutSecs < 1) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--peer-timeout-secs is %d and --stop-timeout-secs %d; expected 1 or more.",
              peerTimeoutSecs,
              stopTimeoutSecs));
    }
    List<String> flags = new ArrayList<>(others);
    flags.addAll(
        List.of(
            "--job-dir",
            directory.toString(),
            "--strategy",
            cluster.strategy().toString(),
            "--peer-timeout-secs",
            String.valueOf(peerTimeoutSecs),
            "--stop-timeout-secs",
            String.valueOf(stopTimeoutSecs),
            "--profile",
            String.valueOf(watchOptions.profileSteps(spec))));
    JobSpec.Restarts restarts = cluster.restarts();
    Duration silence = Duration.ofSeconds(peerTimeoutSecs).multipliedBy(2).dividedBy(3);
    return new JobSpec(
        String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
        new TrainerProgram(trainer, jars, javaOptions, flags).command(),
        cluster.workers(),
        cluster.parameterServers(),
        directory.resolve("logs"),
        new JobSpec.Restarts(restarts.max(), restarts.minWorkers(), silence),
        Duration.ofSeconds(stopTimeoutSecs).plus(AFTER_STOP));
  }
}
