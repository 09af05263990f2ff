package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Images per second of the trainer in one process, with its input, over those of DJL with PyTorch,
 * which trains the same model from memory. Each has a process of its own, since both bring threads
 * of OpenMP, and all cores.
 *
 * <p>PyTorch takes the memory of each tensor from the C library, which by default gives large
 * blocks back to the system at once: that halves its rate. It is told to keep them, as guides for
 * PyTorch advise, so that DJL is measured at its best.
 */
final class DjlBench {
  private static final int STEPS = 600;
  private static final int STEPS_PER_LINE = 20;
  private static final double LEARNED = 0.5;

  private static final Map<String, String> KEEP_MEMORY =
      Map.of("MALLOC_MMAP_THRESHOLD_", String.valueOf(1 << 30), "MALLOC_TRIM_THRESHOLD_", "-1");

  private DjlBench() {}

  /**
   * Runs it.
   *
   * @param arguments a file of MNIST's preprocessed records, and how often
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path records = Path.of(arguments[0]);
    Path folder = requireNonNull(records.getParent());
    double[] ratios = new double[Integer.parseInt(arguments[1])];
    for (int i = 0; i < ratios.length; i++) {
      double peer = djl(records);
      double trainer = LocalTrainer.imagesPerSecond(folder, STEPS);
      ratios[i] = trainer / peer;
      Report.line("%.3f  trainer %.1f images/s, DJL %.1f images/s", ratios[i], trainer, peer);
    }
    Report.line("median ratio: %.3f", Report.median(ratios));
  }

  /** The median rate of the second half of a training. */
  private static double djl(Path records) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=" + Runtime.getRuntime().availableProcessors(),
                "-DDJL_CACHE_DIR=" + records.resolveSibling("djl"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.manabi.bench.DjlTraining",
                records.toString(),
                String.valueOf(STEPS / STEPS_PER_LINE),
                String.valueOf(STEPS_PER_LINE))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(KEEP_MEMORY);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw ManabiException.resources("DJL failed; see bench/target/DjlBench.log.");
    }
    List<String[]> lines = output.lines().map(line -> line.split(" ", -1)).toList();
    double loss = Double.parseDouble(lines.get(lines.size() - 1)[1]);
    if (!(loss < LEARNED)) {
      throw new IllegalStateException("DJL does not learn; its last loss is " + loss);
    }
    return TrainingRates.median(
        lines.stream().map(line -> Double.valueOf(line[0])).toList(), (lines.size() + 1) / 2);
  }
}
