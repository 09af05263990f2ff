package io.manabi.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Images per second of the trainer in one process, over those of a bare loop in TensorFlow Java
 * that trains the same model: what input, metrics and events cost.
 */
final class BareLoopBench {
  private static final int STEPS = 300;

  private BareLoopBench() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of MNIST's preprocessed records, and how often
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[1]);
    double[] ratios = new double[rounds];
    try (BareLoop loop = new BareLoop()) {
      loop.imagesPerSecond(STEPS / 3);
      for (int i = 0; i < rounds; i++) {
        double bare = loop.imagesPerSecond(STEPS);
        double trainer = LocalTrainer.imagesPerSecond(Path.of(arguments[0]), 2 * STEPS);
        ratios[i] = trainer / bare;
        Report.line(
            "%.3f  trainer %.1f images/s, bare loop %.1f images/s", ratios[i], trainer, bare);
      }
    }
    Report.line("median ratio: %.3f", Report.median(ratios));
  }
}
