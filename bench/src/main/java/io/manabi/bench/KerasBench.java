package io.manabi.bench;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Images per second of the trainer in one process over those of Keras, which trains the same models
 * on the same records with the same batches; each has a process and all cores.
 */
final class KerasBench {
  private static final int BATCH = 100;

  private KerasBench() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of MNIST's preprocessed records, the interpreter that has Keras,
   *     the script of its trainer, and how often
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path records = Path.of(arguments[0]);
    for (String model : List.of("original", "small")) {
      int steps = model.equals("small") ? 6_000 : 600;
      double[] ratios = new double[Integer.parseInt(arguments[3])];
      double[] cpuRatios = new double[ratios.length];
      for (int i = 0; i < ratios.length; i++) {
        TrainedDigits keras = keras(arguments[1], arguments[2], records, model, steps);
        TrainedDigits manabi = manabi(records, model, steps);
        ratios[i] = manabi.imagesPerSecond() / keras.imagesPerSecond();
        cpuRatios[i] = manabi.cpuMillis() / keras.cpuMillis();
        Report.line("%s: %.3f  Manabi %s, Keras %s", model, ratios[i], told(manabi), told(keras));
      }
      Report.line(
          "%s: median ratio of images/s %.3f, of processor time %.3f",
          model, Report.median(ratios), Report.median(cpuRatios));
    }
  }

  private static String told(TrainedDigits trained) {
    return String.format(
        Locale.ROOT,
        "%.0f images/s with %.3f ms of processor each, accuracy %.4f",
        trained.imagesPerSecond(),
        trained.cpuMillis(),
        trained.accuracy());
  }

  private static TrainedDigits keras(
      String python, String script, Path records, String model, int steps)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(python, script, records.toString(), model, String.valueOf(steps))
            .redirectError(records.resolve("keras.log").toFile());
    builder.environment().put("KERAS_BACKEND", "tensorflow");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw ManabiException.resources(Files.readString(records.resolve("keras.log")));
    }
    List<String> lines = output.lines().toList();
    List<Double> rates = new ArrayList<>();
    double cpu = 0;
    int seen = 0;
    for (String line : lines.subList(0, lines.size() - 1)) {
      String[] words = line.split(" ", -1);
      int made = Integer.parseInt(words[0]);
      if (made > steps / 2) {
        rates.add(Double.valueOf(words[1]));
        cpu += Double.parseDouble(words[2]);
        seen += made - Integer.parseInt(lines.get(lines.indexOf(line) - 1).split(" ", -1)[0]);
      }
    }
    return new TrainedDigits(
        TrainingRates.median(rates, rates.size()),
        cpu * 1e3 / seen / BATCH,
        Double.parseDouble(lines.get(lines.size() - 1)));
  }

  private static TrainedDigits manabi(Path records, String model, int steps)
      throws IOException, InterruptedException {
    Path job = Files.createTempDirectory(records, "job");
    Process process = LocalTrainer.start(DigitsTrainer.class, records, job, model, steps);
    double cpuAtHalf = 0;
    long half = 0;
    double cpu = 0;
    long last = 0;
    while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
      long made = made(job);
      if (made > last && made < steps) {
        last = made;
        cpu = ServerProcess.cpuSeconds(process.pid());
        if (half == 0 && made > steps / 2) {
          half = made;
          cpuAtHalf = cpu;
        }
      }
    }
    LocalTrainer.requireSuccess(process, job);
    List<Double> rates = TrainingRates.read(job);
    return new TrainedDigits(
        TrainingRates.median(rates, (rates.size() + 1) / 2),
        (cpu - cpuAtHalf) * 1e3 / (last - half) / BATCH,
        accuracy(job));
  }

  private static long made(Path job) throws IOException {
    return events(job).stream()
        .filter(JobEvent.Step.class::isInstance)
        .mapToLong(each -> ((JobEvent.Step) each).step())
        .max()
        .orElse(0);
  }

  private static double accuracy(Path job) throws IOException {
    return events(job).stream()
        .filter(JobEvent.Evaluation.class::isInstance)
        .mapToDouble(each -> ((JobEvent.Evaluation) each).metrics().get("accuracy"))
        .reduce((before, each) -> each)
        .orElseThrow();
  }

  private static List<JobEvent> events(Path job) throws IOException {
    Path log = job.resolve(JobEvents.FILE);
    if (!Files.exists(log)) {
      return List.of();
    }
    List<JobEvent> events = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      // The last may not be whole yet.
      if (line.endsWith("}")) {
        JobEvents.read(line).ifPresent(events::add);
      }
    }
    return events;
  }
}
