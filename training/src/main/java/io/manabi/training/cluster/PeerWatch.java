package io.manabi.training.cluster;

import io.manabi.training.cluster.ClusterConfig.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches other tasks of the cluster: asks each again and again whether it is alive, and tells when
 * one has not answered for too long. What is counted is questions without an answer, not time, so
 * that a machine that slept does not take all others for lost.
 */
public final class PeerWatch implements AutoCloseable {
  private static final int QUESTIONS = 6;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Duration pause;
  private final Consumer<Task> lost;
  private final List<Thread> threads;

  private PeerWatch(ClusterConfig cluster, List<Task> peers, Duration limit, Consumer<Task> lost) {
    Duration part = limit.dividedBy(QUESTIONS);
    this.pause = part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
    this.lost = lost;
    this.threads = peers.stream().map(peer -> watcher(cluster, peer, limit)).toList();
  }

  /**
   * Starts to watch.
   *
   * @param cluster the addresses
   * @param peers whom to watch
   * @param limit how long a task that has answered before may stay silent; one that has never
   *     answered is not taken for lost, for it may not have been started
   * @param lost called, by a thread of the watch, each time when a task has fallen silent
   */
  public static PeerWatch start(
      ClusterConfig cluster, List<Task> peers, Duration limit, Consumer<Task> lost) {
    PeerWatch watch = new PeerWatch(cluster, peers, limit, lost);
    watch.threads.forEach(Thread::start);
    return watch;
  }

  private Thread watcher(ClusterConfig cluster, Task peer, Duration limit) {
    String address = cluster.address(peer);
    Thread thread = new Thread(() -> watch(peer, address, limit), "watch-" + peer);
    thread.setDaemon(true);
    return thread;
  }

  private void watch(Task peer, String address, Duration limit) {
    boolean known = false;
    Duration silent = Duration.ZERO;
    try {
      while (true) {
        long began = System.nanoTime();
        if (ServerPing.answers(address, pause)) {
          known = true;
          silent = Duration.ZERO;
        } else if (known) {
          silent = silent.plus(pause);
          if (silent.compareTo(limit) >= 0) {
            known = false;
            lost.accept(peer);
          }
        }
        long rest = pause.toNanos() - (System.nanoTime() - began);
        Thread.sleep(Math.max(0, rest / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch; at most one call of {@code lost} may still come. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
