package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.cluster.SideRun;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.InputPosition;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Summaries.Summary;
import io.manabi.training.saved.Checkpoint;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.spec.TrainingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Trains: a session of the graph of a task. */
public final class TrainSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainSession.class);

  private final TrainingSpec spec;
  private final List<Parameter> parameters;
  private final TrainGraph train;
  private final Session session;

  private TrainSession(
      TrainingSpec spec, List<Parameter> parameters, TrainGraph train, Session session) {
    this.spec = spec;
    this.parameters = parameters;
    this.train = train;
    this.session = session;
  }

  /**
   * Builds the graph of one process that trains alone, and opens a session of it.
   *
   * @param parameters those of the model, as {@link ModelParameters} finds them
   */
  public static TrainSession alone(
      TrainingSpec spec, List<Parameter> parameters, ConfigProto config) {
    TrainGraph train = new TrainGraph(spec, parameters, null);
    return new TrainSession(spec, parameters, train, new Session(train.graph, config));
  }

  /**
   * Builds the graph of a task of a cluster, and opens a session of it when the other tasks are
   * there. It is not to be closed: that would block if a parameter server were gone.
   *
   * @param parameters those of the model, as {@link ModelParameters} finds them
   * @throws ManabiException if they are not there in time
   */
  public static TrainSession inCluster(
      TrainingSpec spec, List<Parameter> parameters, TaskServer server)
      throws InterruptedException {
    TrainGraph train = new TrainGraph(spec, parameters, server);
    Duration limit = spec.schedule().limits().start();
    server.awaitPeers(limit);
    TrainSession session =
        new TrainSession(spec, parameters, train, server.openSession(train.graph));
    session.connect(limit);
    return session;
  }

  /** Makes the first run, which TensorFlow would let block for ever while a server is not there. */
  private void connect(Duration limit) throws InterruptedException {
    FutureTask<Boolean> first = new FutureTask<>(this::isOpen);
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

  /**
   * Gives the variables the values that training begins with, those of the last checkpoint or first
   * ones, and tells whoever waits for them.
   *
   * @param passedOver is told of checkpoints that are damaged
   * @return the checkpoint, or null
   */
  public @Nullable Path initialize(CheckpointDirectory checkpoints, Consumer<String> passedOver) {
    SideRun.make(session, train.initialize);
    Checkpoint checkpoint =
        checkpoints
            .latest(
                message -> {
                  LOG.warn("{}", message);
                  passedOver.accept(message);
                })
            .orElse(null);
    if (checkpoint != null) {
      train.saver.restore(session, checkpoint);
      LOG.info("goes on from {}", checkpoint.prefix());
    } else if (train.warm != null) {
      train.warm.restore(session);
    }
    RunOptions options = options(spec.schedule().limits().firstStep());
    RefusedRun.repeat(session.runner().setOptions(options).addTarget(train.open)).close();
    return checkpoint == null ? null : checkpoint.prefix();
  }

  /** Whether the master has given the variables their values. */
  public boolean isOpen() {
    try (Result result = SideRun.make(session.runner().fetch(train.isOpen))) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  /** Starts the input where the steps so far have left it, or at a beginning of its own. */
  public void startInput() {
    long behind =
        train.strategy.hasOwnOrder() ? 0 : SideRun.readLong(session, train.progress.seen());
    startInput(behind);
  }

  /**
   * Starts the input.
   *
   * @param behind how many examples come before
   */
  void startInput(long behind) {
    InputPosition position = InputPosition.after(behind, spec.input().train(), spec.jobDirectory());
    try (TInt64 epoch = TInt64.scalarOf(position.epoch());
        TInt64 offset = TInt64.scalarOf(position.offset())) {
      SideRun.make(
              session
                  .runner()
                  .feed(train.input.epoch(), epoch)
                  .feed(train.input.offset(), offset)
                  .addTarget(train.startInput))
          .close();
    }
  }

  /**
   * The batches that the task has claimed, with the input started there; null if it claims none.
   */
  public @Nullable ClaimedBatches claim() {
    return train.claims == null ? null : ClaimedBatches.start(train.claims, train, this);
  }

  /**
   * The options of a step. Runs that reduce over all tasks need a key by which they find each
   * other. TensorFlow gives runs with the same key the same number, so that no other run may have
   * it: the end of one task's would end another's.
   *
   * @param limit how long it may take
   */
  public RunOptions options(Duration limit) {
    RunOptions.Builder options = RunOptions.newBuilder().setTimeoutInMs(limit.toMillis());
    if (train.strategy.reduces()) {
      options.setExperimental(RunOptions.Experimental.newBuilder().setCollectiveGraphKey(1));
    }
    return options.build();
  }

  /**
   * Makes one step.
   *
   * @param run how
   * @param options those of {@link #options}
   * @throws ManabiException if its numbers are not finite, or a label is out of range
   */
  public Step step(StepRun run, RunOptions options) {
    Session.Runner runner =
        session
            .runner()
            .addTarget(train.step.made())
            .fetch(train.number)
            .fetch(train.step.loss())
            .fetch(train.rate)
            .fetch(train.step.stop());
    try (Result result = run.run(runner, options)) {
      return new Step(
          ((TInt64) result.get(0)).getLong(),
          ((TFloat32) result.get(1)).getFloat(),
          ((TFloat32) result.get(2)).getFloat(),
          ((TFloat32) result.get(3)).getFloat());
    } catch (TensorFlowException | TFInvalidArgumentException e) {
      throw consequence(e);
    }
  }

  /** What is to be thrown after a run that failed, maybe for numbers that are not finite. */
  public RuntimeException consequence(RuntimeException failure) {
    return FiniteLoss.isMissing(failure)
        ? train.rollbacks.next(FiniteLoss.explain(train, session), failure)
        : WrongLabel.in(failure)
            .<RuntimeException>map(wrong -> wrong.ofTraining(train.forward.batch(), session))
            .orElse(failure);
  }

  /** How many steps have been made. */
  public long stepsMade() {
    return SideRun.readLong(session, train.progress.step());
  }

  /** Makes the next step the last one, of all tasks. */
  public void requestEnd() {
    SideRun.make(session, train.requestEnd);
  }

  /** The same for this time, for the process is told to end. */
  public void requestStop() {
    SideRun.make(session, train.requestStop);
  }

  /**
   * Multiplies the learning rate of all tasks.
   *
   * @throws IllegalStateException unless it is one that falls on a plateau
   */
  public void lowerRate(float factor) {
    if (train.falling == null) {
      throw new IllegalStateException("The learning rate is not one that falls.");
    }
    SideRun.make(session, train.falling.lower(factor));
  }

  /** Writes a checkpoint, with the runs made as {@code runs} makes them. */
  public void save(Path prefix, Consumer<Consumer<Session.Runner>> runs) {
    train.saver.save(prefix, runs);
  }

  /** Fails if a parameter is not finite; to be run. */
  public Op checkParameters() {
    return train.checkParameters;
  }

  /** What the model shows of a step, and its gradients. */
  public List<Summary> summaries() {
    return train.summaries;
  }

  /** How many examples a step takes. */
  public int examplesOfAStep() {
    return Math.toIntExact(train.progress.examplesOfAStep());
  }

  /** The graph, to be shown. */
  public GraphDef graph() {
    return train.graph.toGraphDef();
  }

  /** How many of the runs have begun. */
  public BegunRuns begun() {
    return train.begun;
  }

  /** The session, for other runs. */
  public Session session() {
    return session;
  }

  /** What the strategy means for this task. */
  public TaskStrategy strategy() {
    return train.strategy;
  }

  /** The parameters of the model, in its order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** What is trained. */
  public TrainingSpec spec() {
    return spec;
  }

  @Override
  public void close() {
    session.close();
    train.graph.close();
  }
}
