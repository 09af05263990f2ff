package io.manabi.training.step;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.training.network.OnPlateau;
import io.manabi.training.spec.Checkpoints.BestMetric;
import io.manabi.training.spec.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when a metric does not become better, so that the learning rate is to fall. What it has
 * seen is in a file of the job directory, so that processes that go on later know it.
 */
public final class Plateau {
  private static final String FILE = "plateau.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final OnPlateau rule;
  private final BestMetric metric;
  private Seen seen;

  /**
   * What has been seen.
   *
   * @param metric the name of the metric
   * @param best its best value; null before the first evaluation
   * @param since how many evaluations there were since, or since the rate fell
   * @param falls how often the rate has fallen
   */
  private record Seen(String metric, @Nullable Double best, int since, int falls) {}

  private Plateau(Path directory, OnPlateau rule) {
    this.file = directory.resolve(FILE);
    this.rule = rule;
    this.metric = BestMetric.of(rule.metric());
    this.seen = read();
  }

  /** What looks after the rate of a training, if that is to fall so. */
  public static Optional<Plateau> of(TrainingSpec spec) {
    return spec.learning().rate() instanceof OnPlateau rule
        ? Optional.of(new Plateau(spec.jobDirectory(), rule))
        : Optional.empty();
  }

  private Seen read() {
    Seen none = new Seen(metric.name(), null, 0, 0);
    if (!Files.exists(file)) {
      return none;
    }
    try {
      Seen read = JSON.readValue(Files.readAllBytes(file), Seen.class);
      return read.metric().equals(metric.name()) ? read : none;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /**
   * Checks that there will be something to look at.
   *
   * @param metrics the names of what is measured
   * @throws ManabiException if the model has no such metric
   */
  public void requireMeasured(Set<String> metrics) {
    if (!metrics.contains(metric.name())) {
      throw ManabiException.user(
          "The learning rate is to fall by the metric '%s', but the model has only %s; correct the name."
              .formatted(metric.name(), metrics));
    }
  }

  /**
   * Takes note of an evaluation, of all metrics by name.
   *
   * @return whether the rate is to fall now
   */
  public boolean evaluated(Map<String, Double> metrics) {
    double value = requireNonNull(metrics.get(metric.name()));
    boolean better = seen.best() == null || metric.isBetter(value, seen.best());
    int since = better ? 0 : seen.since() + 1;
    boolean falls = since >= rule.patience();
    seen =
        new Seen(
            metric.name(),
            better ? Double.valueOf(value) : seen.best(),
            falls ? 0 : since,
            seen.falls() + (falls ? 1 : 0));
    AtomicFiles.write(file, out -> out.write(JSON.writeValueAsBytes(seen)));
    return falls;
  }

  /** What the planned rate is multiplied by. */
  public float factor() {
    return (float) Math.pow(rule.factor(), seen.falls());
  }

  /** What that is multiplied by when the rate falls. */
  public float fall() {
    return rule.factor();
  }

  /** Why the rate falls, for people. */
  public String reason() {
    return "%s has not become better in %s evaluations, so the learning rate falls to %s of what it was"
        .formatted(metric.name(), rule.patience(), rule.factor());
  }
}
