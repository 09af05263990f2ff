package io.manabi.bench;

/**
 * What the network alone would let 512 tasks on machines of their own reach, with steps of 200 ms,
 * links of 10 Gbit/s in both directions, and 0.1 ms for a message to arrive. The work of processors
 * on messages is left out: {@link ScalingBench} measures that.
 */
final class OnPaper {
  private static final int TASKS = 512;
  private static final double STEP_SECONDS = 0.2;
  private static final double LINK_BYTES = 10e9 / 8;
  private static final double HOP_SECONDS = 1e-4;

  private OnPaper() {}

  /**
   * Prints it for a model.
   *
   * @param megabytes its size, which is that of its gradients
   */
  static void report(int megabytes) {
    double bytes = megabytes * 1e6;
    Report.line("on paper, %d tasks with %d MB, links of 10 Gbit/s and 0.1 ms:", TASKS, megabytes);
    // Each task gets the parameters and sends the gradients, one after the other.
    double exchange = 2 * (bytes / LINK_BYTES + HOP_SECONDS);
    Report.line(
        "  parameter servers: %.1f GB/s each way, so at least %.0f of them; efficiency %.2f",
        TASKS * bytes / (STEP_SECONDS + exchange) / 1e9,
        Math.ceil(TASKS * bytes / (STEP_SECONDS + exchange) / LINK_BYTES),
        STEP_SECONDS / (STEP_SECONDS + exchange));
    // A ring sends each part of 1/n around it twice: 2 (n - 1) messages in a row.
    double ring = 2 * (TASKS - 1) * (bytes / TASKS / LINK_BYTES + HOP_SECONDS);
    Report.line(
        "  all-reduce: %.0f ms for the messages of the ring; efficiency %.2f",
        ring * 1e3, STEP_SECONDS / (STEP_SECONDS + ring));
  }
}
