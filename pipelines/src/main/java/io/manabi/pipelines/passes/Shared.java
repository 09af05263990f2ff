package io.manabi.pipelines.passes;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something that all workers of a job in this JVM use together, as a session: they are copies of
 * each other and know each other only by the name of the job.
 */
public final class Shared {
  private static final Map<String, Shared> OPEN = new HashMap<>();

  private final AutoCloseable thing;
  private int users;

  private Shared(AutoCloseable thing) {
    this.thing = thing;
  }

  /** What the workers of a job share, opened for its first user. */
  public static <T extends AutoCloseable> T acquire(
      String job, Class<T> type, Supplier<? extends T> open) {
    synchronized (OPEN) {
      Shared shared = OPEN.computeIfAbsent(job, key -> new Shared(open.get()));
      shared.users++;
      return type.cast(shared.thing);
    }
  }

  /**
   * Gives back what {@link #acquire} gave; the last user closes it.
   *
   * @throws Exception as closing it does
   */
  public static void release(String job) throws Exception {
    synchronized (OPEN) {
      Shared shared = OPEN.get(job);
      if (shared != null && --shared.users == 0) {
        OPEN.remove(job);
        shared.thing.close();
      }
    }
  }
}
