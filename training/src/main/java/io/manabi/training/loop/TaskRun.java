package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.RollbackException;
import io.manabi.training.step.TaskStrategy;
import io.manabi.training.watch.EventLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;

/** The part of one task in a training, from its lock to its end. */
public final class TaskRun {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);

  /** Longer than a process that was told to end takes once its last checkpoint is written. */
  private static final Duration AFTER_STOP = Duration.ofSeconds(5);

  private TaskRun() {}

  /**
   * Runs it. When the last step has been made before, the master evaluates and exports without the
   * others, which have nothing to do; nor has it if that has been done.
   *
   * @param spec what to train
   * @param cluster which task this process is
   * @throws ManabiException if training fails, or the job directory has another master, with one
   *     sentence for the user
   * @throws RollbackException if all tasks are to begin anew
   * @throws InterruptedException if the thread is interrupted
   */
  public static void run(TrainingSpec spec, ClusterConfig cluster) throws InterruptedException {
    if (cluster.isDistributed()) {
      TaskStrategy.check(spec.strategy(), cluster);
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
        new ParameterServer(spec, cluster, server).run();
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
}
