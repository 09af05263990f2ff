package io.manabi.jobs;

import java.time.Instant;

/**
 * What a task has written to its standard output and error, from its start; that of earlier tasks
 * in its place is in it only if the log was asked for without a task ({@link Provisioner#logs}).
 * Positions in it stay what they are, also when the log becomes so long that what was written first
 * is given up.
 */
public interface TaskLog {
  /** Where a user finds it, with what is in it of earlier tasks. */
  String place();

  /**
   * The position of the first byte that is still kept; 0 unless the log has become too long.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  long begin();

  /**
   * How many bytes there are by now, with those that are not kept any more.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  long size();

  /**
   * Some bytes of it, fewer than {@code limit} if there are no more by now; none if the first of
   * them is not kept any more.
   *
   * @param from how many bytes to leave out at the start
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  byte[] read(long from, int limit);

  /**
   * When the byte at a position was there, to about a second; later if nobody looked after the task
   * then.
   *
   * @throws io.manabi.core.ManabiException if it cannot be read
   */
  Instant writtenAt(long position);
}
