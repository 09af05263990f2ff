package io.manabi.jobs.logs;

import java.util.List;

/**
 * A part of the log of a job.
 *
 * @param items the entries, in their order
 * @param nextPageToken where to go on
 * @param done whether nothing more will come: the job has ended, and all of its log has been read
 */
public record LogPage(List<Item> items, String nextPageToken, boolean done) {
  /**
   * An entry.
   *
   * @param pageToken where to go on behind it
   */
  public record Item(LogEntry entry, String pageToken) {}
}
