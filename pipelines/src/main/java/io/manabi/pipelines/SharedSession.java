package io.manabi.pipelines;

import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.util.HashMap;
import java.util.Map;

/**
 * The one session that all workers of a job in this JVM use: they are copies of each other and know
 * each other only by the name of the job.
 */
final class SharedSession {
  private static final Map<String, SharedSession> OPEN = new HashMap<>();

  private final TransformSession session;
  private int users;

  private SharedSession(TransformSession session) {
    this.session = session;
  }

  /** The session of a job, opened for its first user. */
  static TransformSession acquire(String job, TransformGraph transform, String function) {
    synchronized (OPEN) {
      SharedSession shared =
          OPEN.computeIfAbsent(
              job, key -> new SharedSession(new TransformSession(transform, function)));
      shared.users++;
      return shared.session;
    }
  }

  /** Gives back what {@link #acquire} gave; the last user closes it. */
  static void release(String job) {
    synchronized (OPEN) {
      SharedSession shared = OPEN.get(job);
      if (shared != null && --shared.users == 0) {
        OPEN.remove(job);
        shared.session.close();
      }
    }
  }
}
