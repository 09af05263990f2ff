package io.manabi.training;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.ProcessDefaults;
import io.manabi.core.UserCode;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.NativeLibraryFailure;
import io.manabi.training.Rollbacks.RollbackException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.RecordFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.GraphOps;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBool;

/**
 * Plays the part of this process in a training job: master, worker or parameter server as {@code
 * TF_CONFIG} says, or all in one where it is not set.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /** The exit status of a task that would fail again, such as for wrong arguments or bad data. */
  public static final int USER_ERROR = 2;

  /** The exit status of a task when all tasks of the job are to be started again. */
  public static final int START_ALL_AGAIN = 75;

  /** Longer than a process that was told to end takes once its last checkpoint is written. */
  private static final Duration AFTER_STOP = Duration.ofSeconds(5);

  private Trainer() {}

  /**
   * Runs this process' part as the command line says, which may also ask what flags there are: the
   * {@code main} of a trainer.
   *
   * @param args the command line
   * @param spec makes the specification of what the command line says
   * @see #main(Supplier)
   */
  public static void main(String[] args, Function<TrainerArguments, TrainingSpec> spec) {
    main(args, List.of(), spec);
  }

  /**
   * The same for a trainer that has flags of its own.
   *
   * @param args the command line
   * @param own those flags
   * @param spec makes the specification of what the command line says
   * @see #main(Supplier)
   */
  public static void main(
      String[] args, List<TrainerFlag> own, Function<TrainerArguments, TrainingSpec> spec) {
    if (List.of(args).contains("--help")) {
      System.out.println(TrainerFlags.help(own));
      return;
    }
    main(() -> spec.apply(TrainerArguments.parse(own, args)));
  }

  /**
   * Runs this process' part to its end and then ends the process, for TensorFlow's server can only
   * be stopped that way: with status 0 if it went well, {@link #USER_ERROR} if the user must mend
   * something, {@link #START_ALL_AGAIN} if all tasks are to go back to the last checkpoint, and 1
   * if another try may go well. Where the environment variable {@code MANABI_EXIT_WITH_STDIN} is 1
   * the process also ends when its standard input does, that is with the process that started it.
   * The language of the process is English, and its home directory {@code $HOME}.
   *
   * @param spec makes the specification; what it throws is told as any other failure
   */
  public static void main(Supplier<TrainingSpec> spec) {
    ProcessDefaults.apply();
    if ("1".equals(System.getenv("MANABI_EXIT_WITH_STDIN"))) {
      endWithStandardInput();
    }
    int status = 1;
    try {
      run(specification(spec), ClusterConfig.parse(System.getenv("TF_CONFIG")));
      status = 0;
    } catch (RollbackException e) {
      status = START_ALL_AGAIN;
      LOG.warn("{}", e.getMessage(), e);
      System.out.println(e.getMessage());
    } catch (ManabiException e) {
      status = e.code() == ErrorCode.USER ? USER_ERROR : 1;
      LOG.error("{}", e.getMessage(), e);
      System.out.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("interrupted", e);
    } catch (RuntimeException | Error e) {
      LOG.error("failed", e);
      Optional<ManabiException> known = NativeLibraryFailure.explain(e);
      status = known.isPresent() ? USER_ERROR : 1;
      System.out.println(
          known
              .map(ManabiException::getMessage)
              .or(() -> e.toString().lines().findFirst())
              .orElse("unknown failure"));
    }
    System.out.flush();
    RecordFiles.deleteTemporary();
    Runtime.getRuntime().halt(status);
  }

  private static TrainingSpec specification(Supplier<TrainingSpec> spec) {
    try {
      return spec.get();
    } catch (ManabiException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw ManabiException.user(
          "The trainer failed before it could train: %s%s."
              .formatted(BuiltModel.told(e), UserCode.place(e)),
          e);
    }
  }

  /**
   * Runs the part of one task. When the last step has been made before, the master evaluates and
   * exports without the others, which have nothing to do; nor has it if that has been done.
   *
   * @param spec what to train
   * @param cluster which task this process is
   * @throws ManabiException if training fails, or the job directory has another master, with one
   *     sentence for the user
   * @throws InterruptedException if the thread is interrupted
   */
  public static void run(TrainingSpec spec, ClusterConfig cluster) throws InterruptedException {
    if (cluster.isDistributed()) {
      checkParameterServers(spec.strategy().kind(), cluster);
    }
    if (!cluster.isMaster()) {
      runTask(spec, cluster);
      return;
    }
    Duration ending = spec.schedule().limits().stop().plus(AFTER_STOP);
    MasterLock lock = MasterLock.await(spec.jobDirectory(), ending);
    try {
      runTask(spec, cluster);
    } finally {
      lock.close();
    }
  }

  /**
   * Trains in this process alone, as a notebook or a test does, and returns when the model is
   * exported. Nothing ends the process.
   *
   * @param spec what to train
   * @return the model, and what the last evaluation gave
   * @throws ManabiException if training fails, with one sentence for the user
   * @throws InterruptedException if the thread is interrupted
   */
  public static TrainedModel fit(TrainingSpec spec) throws InterruptedException {
    run(spec, ClusterConfig.local());
    return TrainedModel.read(spec.jobDirectory());
  }

  private static void runTask(TrainingSpec spec, ClusterConfig cluster)
      throws InterruptedException {
    try {
      runOwnPart(spec, cluster);
    } catch (RollbackException e) {
      throw e;
    } catch (RuntimeException e) {
      tellFailure(e, spec, cluster);
      throw e;
    }
  }

  /** For programs that follow along; people read it in the log of the task. */
  private static void tellFailure(
      RuntimeException failure, TrainingSpec spec, ClusterConfig cluster) {
    String task = cluster.task().name();
    Path file =
        spec.jobDirectory()
            .resolve(cluster.isDistributed() ? JobEvents.fileOf(task) : JobEvents.FILE);
    String message = String.valueOf(failure.getMessage());
    try (EventLines lines = new EventLines(file, spec.watching().jsonLines())) {
      lines.write(new JobEvent.Failed(Instant.now(), task, message));
    } catch (ManabiException e) {
      LOG.warn("cannot tell of the failure in {}", file, e);
    }
  }

  private static void runOwnPart(TrainingSpec spec, ClusterConfig cluster)
      throws InterruptedException {
    boolean ended = LastStep.isMade(spec);
    if (ended && !cluster.isMaster()) {
      String message = "Training in %s has ended; there is nothing left to do for %s.";
      LOG.info(message.formatted(spec.jobDirectory(), cluster.task()));
      return;
    }
    Optional<Path> export = ended ? LastStep.export(spec) : Optional.empty();
    if (export.isPresent()) {
      String message =
          "Training in %s had ended before, with the model in %s; delete that to export anew.";
      LOG.info(message.formatted(spec.jobDirectory(), export.get()));
      return;
    }
    runWith(ended ? ClusterConfig.local() : cluster, spec);
  }

  private static void runWith(ClusterConfig cluster, TrainingSpec spec)
      throws InterruptedException {
    int threads = spec.schedule().threads();
    ConfigProto config = ConfigProto.newBuilder().setIntraOpParallelismThreads(threads).build();
    TaskServer server = cluster.isDistributed() ? TaskServer.start(cluster, config) : null;
    try {
      if (server != null && cluster.task().type().equals(ClusterConfig.PS)) {
        serveParameters(server, spec, cluster);
      } else {
        train(spec, cluster, config, server);
      }
    } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
      throw TrainingFailure.explain(e, spec);
    }
  }

  /** A task of a cluster cannot go back by itself, for the others must, too. */
  private static void train(
      TrainingSpec spec, ClusterConfig cluster, ConfigProto config, @Nullable TaskServer server)
      throws InterruptedException {
    boolean trained = false;
    while (!trained) {
      try {
        new TrainingTask(spec, cluster, config, server).run();
        trained = true;
      } catch (RollbackException e) {
        if (server != null) {
          throw e;
        }
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  private static void checkParameterServers(Strategy.Kind strategy, ClusterConfig cluster) {
    if (strategy == Strategy.Kind.LOCAL) {
      throw ManabiException.user(
          "Strategy local is one process, but TF_CONFIG has %s; unset it, or use another strategy."
              .formatted(cluster.tasks()));
    }
    int servers = cluster.addresses(ClusterConfig.PS).size();
    if (strategy == Strategy.Kind.ALL_REDUCE && servers > 0) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Strategy all-reduce has no use for parameter servers, but TF_CONFIG has %d; leave them out.",
              servers));
    }
    if (strategy != Strategy.Kind.ALL_REDUCE && servers == 0) {
      throw ManabiException.user(
          "Strategy %s needs parameter servers, but TF_CONFIG has none; add one, or use all-reduce."
              .formatted(strategy));
    }
  }

  private static void serveParameters(TaskServer server, TrainingSpec spec, ClusterConfig cluster)
      throws InterruptedException {
    Limits limits = spec.schedule().limits();
    // The master needs the parameters to write its last checkpoint when all tasks are told to end.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> server.awaitEndOfMaster(limits.stop()), "stop-request"));
    server.awaitPeers(limits.start());
    LostPeer.watch(spec.strategy(), cluster, cluster.tasks(ClusterConfig.MASTER));
    // Never closed, as in TrainingTask: the process ends when this returns.
    Graph graph = new Graph();
    EndOfTraining end = EndOfTraining.build(GraphOps.create(graph), server);
    // Without a limit of time, for this waits until training has ended.
    Session.Runner release =
        server.openSession(graph).runner().fetch(end.awaitRelease().get(cluster.task().index()));
    try (Result result = RefusedRun.repeat(release)) {
      if (!((TBool) result.get(0)).getBoolean()) {
        throw new RollbackException("The master was started again, so this task is, too.");
      }
    }
  }

  private static void endWithStandardInput() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Whatever is written there is of no interest; only the end is.
                }
              } catch (IOException e) {
                LOG.warn("standard input broke", e);
              }
              // As at SIGTERM, so that the master writes a checkpoint.
              System.exit(1);
            },
            "parent-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }
}
