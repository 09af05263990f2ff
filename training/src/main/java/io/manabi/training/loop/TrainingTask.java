package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.evaluation.Exporter;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.Parameter;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.ModelParameters;
import io.manabi.training.step.RollbackException;
import io.manabi.training.step.TrainSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.ConfigProto;

/** The part of a task that trains: the master, a worker, or one process alone. */
final class TrainingTask {

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
    for (RecordFiles files : spec.input().all()) {
      files.requireAtLeast(1, "an evaluation needs; run preprocessing again");
    }
    List<Parameter> parameters = ModelParameters.collect(spec);
    if (cluster.isMaster()) {
      new Exporter(spec, parameters).check();
    }
    if (server == null) {
      try (TrainSession train = TrainSession.alone(spec, parameters, config)) {
        new MasterLoop(train, config, cluster).run();
      }
    } else {
      runInCluster(server, parameters);
    }
  }

  private void runInCluster(TaskServer server, List<Parameter> parameters)
      throws InterruptedException {
    // Neither session nor graph is closed, for the process ends soon.
    TrainSession train = TrainSession.inCluster(spec, parameters, server);
    Optional<EndOfTraining> end =
        cluster.addresses(ClusterConfig.PS).isEmpty()
            ? Optional.empty()
            : Optional.of(new EndOfTraining(server));
    if (cluster.isMaster() && end.isPresent()) {
      end.get().begin();
    }
    List<ClusterConfig.Task> needed = new ArrayList<>(cluster.tasks(ClusterConfig.PS));
    if (!cluster.isMaster()) {
      needed.addAll(cluster.tasks(ClusterConfig.MASTER));
    }
    // Never closed: it ends with the process.
    LostPeer.watch(train.strategy(), cluster, needed);
    if (cluster.isMaster()) {
      new MasterLoop(train, config, cluster).run();
      if (end.isPresent()) {
        end.get().awaitWorkers(cluster.trainers() - 1, spec.schedule().limits().stop());
        end.get().release();
      }
    } else {
      work(server, train, end);
    }
  }

  /** A worker that goes back takes the parameter servers with it, and so all others. */
  private void work(TaskServer server, TrainSession train, Optional<EndOfTraining> end)
      throws InterruptedException {
    try {
      new WorkerLoop(train, server).run();
    } catch (RollbackException e) {
      end.ifPresent(EndOfTraining::renew);
      throw e;
    }
    end.ifPresent(EndOfTraining::finish);
  }

  /** The checkpoints of a job. */
  static CheckpointDirectory checkpoints(TrainingSpec spec) {
    return new CheckpointDirectory(spec.jobDirectory(), spec.schedule().checkpoints().keep());
  }
}
