package io.manabi.bench;

import io.manabi.cli.train.TrainerProgram;
import io.manabi.core.ManabiException;
import io.manabi.samples.mnist.MnistTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The trainer of MNIST in a process as {@code manabi train} starts it, with the model of the post
 * of 2017.
 */
final class LocalTrainer {
  private LocalTrainer() {}

  /** The median rate of the second half of a training, as its log tells. */
  static double imagesPerSecond(Path records, int steps) throws IOException, InterruptedException {
    Path job = Files.createTempDirectory(records, "job");
    Process process = start(MnistTrainer.class, records, job, "original", steps);
    process.waitFor();
    requireSuccess(process, job);
    List<Double> rates = TrainingRates.read(job);
    return TrainingRates.median(rates, (rates.size() + 1) / 2);
  }

  /**
   * Starts a trainer as {@code manabi train} does.
   *
   * @param main that of the trainer
   * @param records the folder of the records
   * @param job where the model goes, and the log
   * @param model which of the trainer's
   */
  static Process start(Class<?> main, Path records, Path job, String model, int steps)
      throws IOException {
    return new ProcessBuilder(
            new TrainerProgram(
                    main.getName(),
                    List.of(),
                    List.of(),
                    List.of(
                        "--data-dir",
                        records.toString(),
                        "--job-dir",
                        job.toString(),
                        "--model",
                        model,
                        "--train-steps",
                        String.valueOf(steps),
                        "--checkpoint-secs",
                        "3600"))
                .command())
        .redirectErrorStream(true)
        .redirectOutput(job.resolve("log").toFile())
        .start();
  }

  /** Checks that a trainer ended well. */
  static void requireSuccess(Process process, Path job) {
    if (process.exitValue() != 0) {
      throw ManabiException.resources("The trainer failed; see " + job.resolve("log"));
    }
  }
}
