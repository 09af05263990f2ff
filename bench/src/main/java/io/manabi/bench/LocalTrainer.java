package io.manabi.bench;

import io.manabi.core.ManabiException;
import io.manabi.samples.mnist.MnistTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The trainer of MNIST in a process of its own, with the model of the post of 2017. */
final class LocalTrainer {
  private LocalTrainer() {}

  /** The median rate of the second half of a training, as its log tells. */
  static double imagesPerSecond(Path records, int steps) throws IOException, InterruptedException {
    Path job = Files.createTempDirectory(records, "job");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MnistTrainer.class.getName(),
                "--data-dir",
                records.toString(),
                "--job-dir",
                job.toString(),
                "--model",
                "original",
                "--train-steps",
                String.valueOf(steps),
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
