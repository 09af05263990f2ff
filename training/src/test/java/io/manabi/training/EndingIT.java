package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that ends before its steps are made. */
class EndingIT {
  private static final long ENDLESS = 10_000_000;

  @TempDir Path data;
  @TempDir Path job;

  @BeforeEach
  void writeData() throws Exception {
    StripesJob.writeData(data);
  }

  @Test
  void exportsWhenItsTimeIsOver() throws Exception {
    Trainer.run(
        spec(new Ending(Optional.of(Duration.ofMillis(300)), Optional.empty()), ENDLESS),
        ClusterConfig.local());
    assertThat(lines("\"event\":\"exported\"")).hasSize(1);
  }

  /** A metric that never changes is no better the second time. */
  @Test
  void endsWhenNothingBecomesBetterAndKeepsTheBest() throws Exception {
    Ending.Patience patience = new Ending.Patience("loss", true, 2);
    Trainer.run(spec(new Ending(Optional.empty(), Optional.of(patience)), ENDLESS), local());
    List<String> evaluations = lines("\"event\":\"evaluation\"");
    String first = evaluations.get(0).replaceAll(".*/(model.ckpt-\\d+).*", "$1");
    assertThat(evaluations).hasSizeBetween(3, 4);
    assertThat(Files.readString(job.resolve("best-checkpoint.json"))).contains("\"" + first + "\"");
    assertThat(job.resolve(first + ".index")).exists();
    assertThat(lines("\"event\":\"exported\"")).hasSize(1);
  }

  @Test
  void neverTakesWhatIsNoNumberForTheBest() {
    Ending.Patience patience = new Ending.Patience("auc", true, 2);
    BestCheckpoint best = new BestCheckpoint(job, patience);
    best.evaluated(present("model.ckpt-1"), Map.of("auc", Double.NaN));
    BestCheckpoint again = new BestCheckpoint(job, patience);
    again.evaluated(present("model.ckpt-2"), Map.of("auc", 0.5));
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-2"));
    again.evaluated(present("model.ckpt-3"), Map.of("auc", Double.NaN));
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-2"));
    again.evaluated(present("model.ckpt-4"), Map.of("auc", Double.NaN));
    assertThat(again.isPatienceAtItsEnd()).isTrue();
  }

  @Test
  void knowsTheBestOfAProcessBefore() {
    Ending.Patience patience = new Ending.Patience("accuracy", true, 2);
    BestCheckpoint best = new BestCheckpoint(job, patience);
    assertThat(best.prefix()).isEmpty();
    best.evaluated(present("model.ckpt-1"), Map.of("accuracy", 0.9));
    best.evaluated(present("model.ckpt-2"), Map.of("accuracy", 0.8));
    BestCheckpoint again = new BestCheckpoint(job, patience);
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-1"));
    assertThat(again.isPatienceAtItsEnd()).isFalse();
    again.evaluated(present("model.ckpt-3"), Map.of("accuracy", 0.9));
    assertThat(again.isPatienceAtItsEnd()).isTrue();
    again.evaluated(present("model.ckpt-4"), Map.of("accuracy", 0.91));
    assertThat(again.prefix()).contains(job.resolve("model.ckpt-4"));
    assertThat(again.isPatienceAtItsEnd()).isFalse();
  }

  @Test
  void saysThatThereIsNoSuchMetric() {
    Ending.Patience patience = new Ending.Patience("f1", true, 2);
    assertThatThrownBy(
            () ->
                Trainer.run(spec(new Ending(Optional.empty(), Optional.of(patience)), 3), local()))
        .isInstanceOf(ManabiException.class)
        .hasMessage("Early stopping looks at the metric 'f1', but the model has only [loss].");
  }

  private static ClusterConfig local() {
    return ClusterConfig.local();
  }

  private Path present(String name) {
    try {
      Files.writeString(job.resolve(name + ".index"), "");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return job.resolve(name);
  }

  private List<String> lines(String event) throws Exception {
    return Files.readAllLines(job.resolve(TrainingLog.FILE)).stream()
        .filter(line -> line.contains(event))
        .toList();
  }

  private TrainingSpec spec(Ending ending, long steps) {
    TrainingSpec dense = DenseJob.spec(data, job, steps, 16, Strategy.PS_ASYNC);
    TrainingSpec.Schedule schedule = dense.schedule();
    return new TrainingSpec(
        dense.model(),
        dense.input(),
        new TrainingSpec.Schedule(
            steps,
            schedule.batchSize(),
            Duration.ofMillis(200),
            schedule.shuffleBuffer(),
            schedule.threads(),
            schedule.seed(),
            ending),
        dense.learning(),
        dense.strategy(),
        dense.serving(),
        job);
  }
}
