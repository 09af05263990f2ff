package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.TaskServer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The part of a task that trains: the master, a worker, or one process alone. */
final class TrainingTask {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingTask.class);

  /** How long the tasks may take to find each other. */
  static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final RunOptions STEP_LIMIT =
      RunOptions.newBuilder().setTimeoutInMs(120_000).build();

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

  /** What one step gave. */
  record Step(long number, float loss, float rate) {}

  void run() throws InterruptedException {
    // Tasks read the same files, each in an order of its own.
    long inputSeed = spec.schedule().seed() + (cluster.isMaster() ? 0 : 1 + cluster.task().index());
    TrainGraph train = TrainGraph.build(spec, server, inputSeed);
    if (server == null) {
      try (Graph graph = train.graph();
          Session session = new Session(graph, config)) {
        new MasterLoop(spec, config, train, session).run();
      }
    } else {
      runInCluster(server, train);
    }
  }

  private void runInCluster(TaskServer server, TrainGraph train) throws InterruptedException {
    EndOfTraining end = EndOfTraining.build(Ops.create(train.graph()), server);
    server.awaitParameterServers(START_LIMIT);
    // Neither session nor graph is closed: that would block if a parameter server were gone, and
    // the process ends soon.
    Session session = server.openSession(train.graph());
    connect(train, session);
    if (cluster.isMaster()) {
      new MasterLoop(spec, config, train, session).run();
      end.awaitWorkers(session, cluster.addresses(ClusterConfig.WORKER).size(), END_LIMIT);
      end.release().forEach(release -> Evaluator.run(session, release));
    } else {
      work(train, session);
      Evaluator.run(session, end.finish());
    }
  }

  /** Makes the first run, which TensorFlow would let block for ever while a server is not there. */
  private static void connect(TrainGraph train, Session session) throws InterruptedException {
    FutureTask<Boolean> first = new FutureTask<>(() -> isOpen(train, session));
    Thread thread = new Thread(first, "first-run");
    thread.setDaemon(true);
    thread.start();
    try {
      first.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ManabiException.resources(
          "A parameter server takes connections but did not answer within "
              + START_LIMIT.toSeconds()
              + " s; see its log.",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : ManabiException.internal("The first run of the session failed.", e);
    }
  }

  private void work(TrainGraph train, Session session) throws InterruptedException {
    awaitOpen(train, session);
    Evaluator.run(session, train.startInput());
    long steps = spec.schedule().steps();
    long mine = 0;
    Step step = new Step(readLong(session, train.globalStep()), 0, 0);
    while (step.number() < steps) {
      step = step(train, session);
      mine++;
      if (mine == 1) {
        LOG.info("{} joined at step {}", cluster.task(), step.number());
      }
    }
    LOG.info("{} made {} of {} steps", cluster.task(), mine, step.number());
  }

  private static void awaitOpen(TrainGraph train, Session session) throws InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      if (isOpen(train, session)) {
        return;
      }
      if (System.nanoTime() > end) {
        throw ManabiException.resources(
            "The master did not initialise the parameters within "
                + START_LIMIT.toSeconds()
                + " s; see its log.");
      }
      Thread.sleep(20);
    }
  }

  private static boolean isOpen(TrainGraph train, Session session) {
    try (Result result = session.runner().setOptions(STEP_LIMIT).fetch(train.isOpen()).run()) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  /** Makes one step. */
  static Step step(TrainGraph train, Session session) {
    try (Result result =
        session
            .runner()
            .setOptions(STEP_LIMIT)
            .addTarget(train.train())
            .fetch(train.step())
            .fetch(train.loss())
            .fetch(train.rate())
            .run()) {
      Step step =
          new Step(
              ((TInt64) result.get(0)).getLong(),
              ((TFloat32) result.get(1)).getFloat(),
              ((TFloat32) result.get(2)).getFloat());
      if (!Float.isFinite(step.loss())) {
        throw ManabiException.user(
            "The loss became "
                + step.loss()
                + " at step "
                + step.number()
                + "; lower the learning rate or look for odd values in the data.");
      }
      return step;
    }
  }

  /** The value of an int64 scalar. */
  static long readLong(Session session, Operand<TInt64> scalar) {
    try (Result result = session.runner().setOptions(STEP_LIMIT).fetch(scalar).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }
}
