package io.manabi.training.loop;

import io.manabi.core.net.PeerWatch;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.ClusterConfig.Task;
import io.manabi.training.step.TaskStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process when a task that it cannot do without does not answer any more: its own step
 * may be waiting for that task, where nothing else can reach it.
 */
final class LostPeer {
  private static final Logger LOG = LoggerFactory.getLogger(LostPeer.class);

  private LostPeer() {}

  /** Watches some tasks. */
  static PeerWatch<Task> watch(TaskStrategy strategy, ClusterConfig cluster, List<Task> peers) {
    Map<Task, String> addresses = new LinkedHashMap<>();
    peers.forEach(peer -> addresses.put(peer, cluster.address(peer)));
    return PeerWatch.start(
        addresses, strategy.strategy().peerTimeout(), peer -> lost(strategy, cluster, peer));
  }

  private static void lost(TaskStrategy strategy, ClusterConfig cluster, Task peer) {
    String what =
        String.format(
            Locale.ROOT,
            "%s at %s has not answered for %.0f s",
            peer,
            cluster.address(peer),
            strategy.strategy().peerTimeout().toMillis() / 1e3);
    boolean worker = peer.type().equals(ClusterConfig.WORKER);
    if (worker && strategy.canSpareWorkers()) {
      LOG.warn("{}; training goes on without it", what);
      return;
    }
    ProcessEnd.now(what + ", so this task ends; see its log, and the network between.");
  }
}
