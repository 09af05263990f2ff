package io.manabi.training.loop;

import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.spec.Limits;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.TaskStrategy;

/** What a parameter server does: it holds parameters until training has ended. */
final class ParameterServer {
  private final TrainingSpec spec;
  private final ClusterConfig cluster;
  private final TaskServer server;

  ParameterServer(TrainingSpec spec, ClusterConfig cluster, TaskServer server) {
    this.spec = spec;
    this.cluster = cluster;
    this.server = server;
  }

  /** Serves until the master lets it go. */
  void run() throws InterruptedException {
    Limits limits = spec.schedule().limits();
    // The master needs the parameters to write its last checkpoint when all tasks are told to end.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> server.awaitEndOfMaster(limits.stop()), "stop-request"));
    server.awaitPeers(limits.start());
    LostPeer.watch(
        new TaskStrategy(spec.strategy(), server), cluster, cluster.tasks(ClusterConfig.MASTER));
    new EndOfTraining(server).awaitRelease(cluster.task().index());
  }
}
