package io.manabi.bench;

import io.manabi.core.ManabiException;
import io.manabi.samples.mnist.MnistTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        double trainer = trainer(arguments[0]);
        ratios[i] = trainer / bare;
        Report.line(
            "%.3f  trainer %.1f images/s, bare loop %.1f images/s", ratios[i], trainer, bare);
      }
    }
    Report.line("median ratio: %.3f", Report.median(ratios));
  }

  /** The median rate of the second half of a training, as its log tells. */
  private static double trainer(String records) throws IOException, InterruptedException {
    Path job = Files.createTempDirectory(Path.of(records), "bare-loop");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MnistTrainer.class.getName(),
                "--data-dir",
                records,
                "--job-dir",
                job.toString(),
                "--model",
                "original",
                "--train-steps",
                String.valueOf(2 * STEPS),
                "--checkpoint-secs",
                "3600")
            .redirectErrorStream(true)
            .redirectOutput(job.resolve("log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw ManabiException.resources("The trainer failed; see " + job.resolve("log"));
    }
    List<Double> rates = TrainingRates.read(job);
    return TrainingRates.median(rates, (rates.size() + 1) / 2);
  }
}
