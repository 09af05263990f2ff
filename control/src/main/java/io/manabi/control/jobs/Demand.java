package io.manabi.control.jobs;

/**
 * What jobs take, or may take.
 *
 * @param jobs how many
 * @param cores of the processors
 * @param memoryMebibytes of the memory
 */
public record Demand(int jobs, double cores, long memoryMebibytes) {
  /** Nothing. */
  public static final Demand NONE = new Demand(0, 0, 0);

  /** No bound. */
  public static final Demand UNBOUNDED =
      new Demand(Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Long.MAX_VALUE);

  /** Both together. */
  Demand plus(Demand other) {
    return new Demand(
        jobs + other.jobs, cores + other.cores, memoryMebibytes + other.memoryMebibytes);
  }

  /** Whether it is no more than what may be. */
  boolean fitsInto(Demand bound) {
    return jobs <= bound.jobs && cores <= bound.cores && memoryMebibytes <= bound.memoryMebibytes;
  }

  /** For people. */
  @Override
  public String toString() {
    return jobs
        + (jobs == 1 ? " job, " : " jobs, ")
        + cores
        + " cores and "
        + memoryMebibytes
        + " MiB of memory";
  }
}
