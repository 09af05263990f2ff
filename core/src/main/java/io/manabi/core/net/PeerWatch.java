package io.manabi.core.net;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches gRPC servers of other processes: asks each again and again whether it is alive, and tells
 * when one has not answered for too long. What is counted is questions without an answer, not time,
 * so that a machine that slept does not take all others for lost.
 *
 * @param <P> what names a process
 */
public final class PeerWatch<P> implements AutoCloseable {
  private static final int QUESTIONS = 6;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Duration pause;
  private final Consumer<P> lost;
  private final List<Thread> threads;

  private PeerWatch(Map<P, String> peers, Duration limit, Consumer<P> lost) {
    Duration part = limit.dividedBy(QUESTIONS);
    this.pause = part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
    this.lost = lost;
    this.threads =
        peers.entrySet().stream()
            .map(peer -> watcher(peer.getKey(), peer.getValue(), limit))
            .toList();
  }

  /**
   * Starts to watch.
   *
   * @param peers whom to watch, with their addresses, host:port
   * @param limit how long one that has answered before may stay silent; one that has never answered
   *     is not taken for lost, for it may not have been started
   * @param lost called, by a thread of the watch, each time when one has fallen silent
   */
  public static <P> PeerWatch<P> start(Map<P, String> peers, Duration limit, Consumer<P> lost) {
    PeerWatch<P> watch = new PeerWatch<>(peers, limit, lost);
    watch.threads.forEach(Thread::start);
    return watch;
  }

  private Thread watcher(P peer, String address, Duration limit) {
    Thread thread = new Thread(() -> watch(peer, address, limit), "watch-" + peer);
    thread.setDaemon(true);
    return thread;
  }

  private void watch(P peer, String address, Duration limit) {
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
