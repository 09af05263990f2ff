package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.Rollbacks.RollbackException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.InputPosition;
import io.manabi.training.saved.Checkpoint;
import io.manabi.training.saved.CheckpointDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.GraphOps;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The part of a task that trains: the master, a worker, or one process alone. */
final class TrainingTask {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingTask.class);

  private final TrainingSpec spec;
  private final ClusterConfig cluster;
  private final ConfigProto config;
  private final @Nullable TaskServer server;

  TrainingTask(
      TrainingSpec spec, ClusterConfig cluster, ConfigProto config, @Nullable TaskServer server) {
    this.spec = spec;
    this.cluster = cluster;
    this.config = config;
    this.server = server;
  }

  /**
   * What one step gave.
   *
   * @param stop above 0 if it is the last one, for somebody wants the end or a break
   */
  record Step(long number, float loss, float rate, float stop) {
    boolean isLast() {
      return stop > 0;
    }

    /** Whether it is the last one for this time only, because a process was told to end. */
    boolean isBreak() {
      return isLast() && stop <= Progress.STOP;
    }
  }

  /** What a task ends with that makes a break. */
  static ManabiException stopped(long step) {
    return ManabiException.resources(
        "Training was told to end at step "
            + step
            + "; run it again to go on from the checkpoint of that step.");
  }

  void run() throws InterruptedException {
    int batch = spec.schedule().batchSize();
    spec.input()
        .train()
        .requireAtLeast(
            batch,
            String.format(Locale.ROOT, "a batch of %d; take more data or a smaller batch", batch));
    spec.input().eval().requireAtLeast(1, "an evaluation needs; run preprocessing again");
    if (cluster.isMaster()) {
      new Exporter(spec).check();
    }
    TrainGraph train = TrainGraph.build(spec, server);
    if (server == null) {
      try (Graph graph = train.graph();
          Session session = new Session(graph, config)) {
        new MasterLoop(spec, config, train, session, cluster).run();
      }
    } else {
      runInCluster(server, train);
    }
  }

  private void runInCluster(TaskServer server, TrainGraph train) throws InterruptedException {
    boolean servers = !cluster.addresses(ClusterConfig.PS).isEmpty();
    Optional<EndOfTraining> end =
        servers
            ? Optional.of(EndOfTraining.build(GraphOps.create(train.graph()), server))
            : Optional.empty();
    Limits limits = spec.schedule().limits();
    server.awaitPeers(limits.start());
    // Neither session nor graph is closed: that would block if a parameter server were gone, and
    // the process ends soon.
    Session session = server.openSession(train.graph());
    connect(train, session, limits.start());
    if (cluster.isMaster() && end.isPresent()) {
      end.get().begin(session);
    }
    List<ClusterConfig.Task> needed = new ArrayList<>(cluster.tasks(ClusterConfig.PS));
    if (!cluster.isMaster()) {
      needed.addAll(cluster.tasks(ClusterConfig.MASTER));
    }
    // Never closed: it ends with the process.
    LostPeer.watch(spec.strategy(), cluster, needed);
    if (cluster.isMaster()) {
      new MasterLoop(spec, config, train, session, cluster).run();
      if (end.isPresent()) {
        end.get().awaitWorkers(session, cluster.trainers() - 1, limits.stop());
        end.get().release().forEach(release -> Evaluator.run(session, release));
      }
    } else {
      work(server, train, session, end);
    }
  }

  /** A worker that goes back takes the parameter servers with it, and so all others. */
  private void work(
      TaskServer server, TrainGraph train, Session session, Optional<EndOfTraining> end)
      throws InterruptedException {
    try {
      new WorkerLoop(spec, server, train, session).run();
    } catch (RollbackException e) {
      end.ifPresent(each -> each.renew(session));
      throw e;
    }
    end.ifPresent(each -> Evaluator.run(session, each.finish()));
  }

  /** The checkpoints of a job. */
  static CheckpointDirectory checkpoints(TrainingSpec spec) {
    return new CheckpointDirectory(spec.jobDirectory(), spec.schedule().checkpoints().keep());
  }

  /**
   * Gives the variables the values that training begins with, those of the last checkpoint or first
   * ones, and tells whoever waits for them.
   *
   * @param passedOver is told of checkpoints that are damaged
   * @return the checkpoint, or null
   */
  static @Nullable Path initialize(
      TrainGraph train,
      Session session,
      CheckpointDirectory checkpoints,
      Consumer<String> passedOver) {
    Evaluator.run(session, train.initialize());
    Checkpoint checkpoint =
        checkpoints
            .latest(
                message -> {
                  LOG.warn("{}", message);
                  passedOver.accept(message);
                })
            .orElse(null);
    if (checkpoint != null) {
      train.saver().restore(session, checkpoint);
      LOG.info("goes on from {}", checkpoint.prefix());
    } else if (train.warm() != null) {
      train.warm().restore(session);
    }
    Session.Runner open =
        session
            .runner()
            .setOptions(options(train, train.limits().firstStep()))
            .addTarget(train.open());
    RefusedRun.repeat(open).close();
    return checkpoint == null ? null : checkpoint.prefix();
  }

  /** Starts the input at a position. */
  static void startInput(TrainGraph train, Session session, InputPosition position) {
    try (TInt64 epoch = TInt64.scalarOf(position.epoch());
        TInt64 offset = TInt64.scalarOf(position.offset())) {
      Session.Runner start =
          session
              .runner()
              .setOptions(Evaluator.LIMIT)
              .feed(train.input().epoch(), epoch)
              .feed(train.input().offset(), offset)
              .addTarget(train.startInput());
      RefusedRun.repeat(start).close();
    }
  }

  /** Makes the first run, which TensorFlow would let block for ever while a server is not there. */
  private static void connect(TrainGraph train, Session session, Duration limit)
      throws InterruptedException {
    FutureTask<Boolean> first = new FutureTask<>(() -> isOpen(train, session));
    Thread thread = new Thread(first, "first-run");
    thread.setDaemon(true);
    thread.start();
    try {
      first.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ManabiException.resources(
          "A task takes connections but did not answer within "
              + limit.toSeconds()
              + " s; see the logs of the others.",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : ManabiException.internal("The first run of the session failed.", e);
    }
  }

  /** Whether the master has given the variables their values. */
  static boolean isOpen(TrainGraph train, Session session) {
    try (Result result =
        RefusedRun.repeat(session.runner().setOptions(Evaluator.LIMIT).fetch(train.isOpen()))) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  /**
   * Runs that reduce over all tasks need a key by which they find each other. TensorFlow gives runs
   * with the same key the same number, so that no other run may have it: the end of one task's
   * would end another's.
   */
  static RunOptions options(TrainGraph train, Duration limit) {
    RunOptions.Builder options = RunOptions.newBuilder().setTimeoutInMs(limit.toMillis());
    if (train.reduces()) {
      options.setExperimental(RunOptions.Experimental.newBuilder().setCollectiveGraphKey(1));
    }
    return options.build();
  }

  /** Makes one step, in the way that {@code run} wants, with {@link #options}. */
  static Step step(TrainGraph train, Session session, StepRun run, RunOptions options) {
    Session.Runner runner =
        session
            .runner()
            .addTarget(train.train())
            .fetch(train.step())
            .fetch(train.loss())
            .fetch(train.rate())
            .fetch(train.stop());
    try (Result result = run.run(runner, options)) {
      return new Step(
          ((TInt64) result.get(0)).getLong(),
          ((TFloat32) result.get(1)).getFloat(),
          ((TFloat32) result.get(2)).getFloat(),
          ((TFloat32) result.get(3)).getFloat());
    } catch (TensorFlowException | TFInvalidArgumentException e) {
      throw consequence(train, session, e);
    }
  }

  /** What is to be thrown after a run that failed, maybe for numbers that are not finite. */
  static RuntimeException consequence(TrainGraph train, Session session, RuntimeException failure) {
    return FiniteLoss.isMissing(failure)
        ? train.rollbacks().next(FiniteLoss.explain(train, session), failure)
        : WrongLabel.in(failure)
            .<RuntimeException>map(wrong -> wrong.ofTraining(train, session))
            .orElse(failure);
  }

  /** The value of an int64 scalar. */
  static long readLong(Session session, Operand<TInt64> scalar) {
    try (Result result =
        RefusedRun.repeat(session.runner().setOptions(Evaluator.LIMIT).fetch(scalar))) {
      return ((TInt64) result.get(0)).getLong();
    }
  }
}
