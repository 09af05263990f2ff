package io.manabi.jobs;

/**
 * What a task has written to its standard output and error, from its start; that of earlier tasks
 * in its place is not in it.
 */
public interface TaskLog {
  /** Where a user finds it, with what is in it of earlier tasks. */
  String place();

  /**
   * How many bytes there are by now.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  long size();

  /**
   * Some bytes of it, fewer than {@code limit} if there are no more by now.
   *
   * @param from how many bytes to leave out at the start
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  byte[] read(long from, int limit);
}
