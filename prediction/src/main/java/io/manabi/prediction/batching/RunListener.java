package io.manabi.prediction.batching;

/** Hears of what is run, to measure it. It must be quick and not throw. */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /**
   * A call left the queue to be run, or was never in it.
   *
   * @param nanos how long it waited
   */
  default void waited(long nanos) {}

  /**
   * Calls have been run together.
   *
   * @param rows of all of them, with what they were filled up by
   * @param nanos how long that took
   */
  default void ran(int rows, long nanos) {}

  /** The number of calls that wait has changed by so many. */
  default void queueChanged(int by) {}
}
