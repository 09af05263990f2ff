package io.manabi.jobs.logs;

import java.util.List;
import java.util.Optional;

/** Something that the log of a job consists of, in its own order. */
interface LogSource {
  /**
   * What is at a place.
   *
   * @param entry it; empty if it does not belong to the log
   * @param end the position behind it
   */
  record Found(Optional<LogEntry> entry, long end) {}

  /** Its name in a {@link LogPosition}, without blanks and equals signs. */
  String name();

  /**
   * What comes next, a piece of it; nothing if there is no more by now.
   *
   * @param position up to where it has been read
   * @param ended whether the job has ended, so that nothing will be added
   */
  List<Found> read(long position, boolean ended);
}
