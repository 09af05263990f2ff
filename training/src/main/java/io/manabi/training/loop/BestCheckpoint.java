package io.manabi.training.loop;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.training.spec.Checkpoints.BestMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoint with the best value of a metric, and how many evaluations there were since. It is
 * in a file of the job directory, so that a process that goes on knows it.
 */
public final class BestCheckpoint {
  private static final String FILE = "best-checkpoint.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final BestMetric metric;
  private Optional<Best> best;

  private record Best(String checkpoint, double value, int since) {}

  /** Reads from the job directory which one was the best so far. */
  public BestCheckpoint(Path directory, BestMetric metric) {
    this.directory = directory;
    this.metric = metric;
    this.best = read();
  }

  private Optional<Best> read() {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      String checkpoint = node.path("checkpoint").asText();
      boolean present = Files.exists(directory.resolve(checkpoint + ".index"));
      return present && node.path("metric").asText().equals(metric.name())
          ? Optional.of(
              new Best(checkpoint, node.path("value").asDouble(), node.path("since").asInt()))
          : Optional.empty();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /**
   * Checks that there will be something to compare.
   *
   * @param metrics the names of what is measured
   * @throws ManabiException if the model has no such metric
   */
  void requireMeasured(Set<String> metrics) {
    if (!metrics.contains(metric.name())) {
      throw ManabiException.user(
          "The best checkpoint is to be the one by the metric '%s', but the model has only %s; correct the name."
              .formatted(metric.name(), metrics));
    }
  }

  /** Takes note of an evaluation, of all metrics by name. */
  public void evaluated(Path checkpoint, Map<String, Double> metrics) {
    double value = requireNonNull(metrics.get(metric.name()));
    best =
        Optional.of(
            best.filter(former -> !metric.isBetter(value, former.value()))
                .map(former -> new Best(former.checkpoint(), former.value(), former.since() + 1))
                .orElse(new Best(String.valueOf(checkpoint.getFileName()), value, 0)));
    best.ifPresent(this::write);
  }

  private void write(Best now) {
    AtomicFiles.write(
        directory.resolve(FILE),
        out ->
            out.write(
                JSON.writeValueAsBytes(
                    Map.of(
                        "checkpoint",
                        now.checkpoint(),
                        "metric",
                        metric.name(),
                        "value",
                        now.value(),
                        "since",
                        now.since()))));
  }

  /** The name of the metric. */
  String metric() {
    return metric.name();
  }

  /** The prefix of the best one, if there has been an evaluation. */
  public Optional<Path> prefix() {
    return best.map(each -> directory.resolve(each.checkpoint()));
  }

  /** How many evaluations there were since the best one. */
  public int evaluationsSince() {
    return best.map(Best::since).orElse(0);
  }
}
