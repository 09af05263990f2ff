package io.manabi.training.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.cluster.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerArgumentsTest {
  private static final TrainerFlag UNITS =
      TrainerFlag.wholeNumber("--hidden-units", 32, "units of the first layer");
  private static final TrainerFlag MODEL =
      TrainerFlag.choice("--model", List.of("fast", "original"), "which model learns");

  private static TrainerArguments parse(String... args) {
    return TrainerArguments.parse(List.of(UNITS, MODEL), args);
  }

  @Test
  void hasDefaults() {
    assertThat(parse("--data-dir", "d", "--job-dir", "j"))
        .isEqualTo(
            new TrainerArguments(
                Path.of("d"),
                Path.of("j"),
                0,
                0,
                Checkpoints.every(Duration.ofSeconds(30)),
                0,
                1,
                Strategy.PS_ASYNC,
                Ending.BY_STEPS,
                Limits.DEFAULT,
                0,
                false,
                Watching.FILES,
                Map.of("--hidden-units", "32", "--model", "fast")));
  }

  @Test
  void takesEveryFlag() {
    assertThat(
            parse(
                ("--data-dir d --job-dir j --model original --train-steps 7 --checkpoint-secs 5"
                        + " --threads 2 --seed 9 --strategy ps-sync --backup-workers 1"
                        + " --sharding dynamic --gradients bfloat16 --peer-timeout-secs 7"
                        + " --time-limit-secs 60 --patience 4"
                        + " --checkpoint-steps 100 --keep-checkpoints 2 --eval-secs 50"
                        + " --best-metric rmse --start-timeout-secs 10"
                        + " --first-step-timeout-secs 20 --step-timeout-secs 30"
                        + " --stop-timeout-secs 40 --hidden-units=8"
                        + " --rollbacks 5 --corrupt-records skip --log-format json --profile 3")
                    .split(" ")))
        .isEqualTo(
            new TrainerArguments(
                Path.of("d"),
                Path.of("j"),
                7,
                0,
                new Checkpoints(
                    Duration.ofSeconds(5),
                    100,
                    2,
                    Duration.ofSeconds(50),
                    Optional.of(new Checkpoints.BestMetric("rmse", false))),
                2,
                9,
                new Strategy(Strategy.Kind.PS_SYNC, 1, true, Duration.ofSeconds(7), true),
                new Ending(Optional.of(Duration.ofSeconds(60)), 4),
                new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(40)),
                5,
                true,
                new Watching(true, 3),
                Map.of("--hidden-units", "8", "--model", "original")));
  }

  @Test
  void readsTheFlagsOfTheTrainer() {
    TrainerArguments arguments = parse("--data-dir=d", "--job-dir", "j", "--hidden-units", "16");
    assertThat(arguments.wholeNumber("--hidden-units")).isEqualTo(16);
    assertThat(arguments.number("--hidden-units")).isEqualTo(16.0);
    assertThat(arguments.text("--hidden-units")).isEqualTo("16");
    TrainerArguments wrong = parse("--data-dir=d", "--job-dir", "j", "--hidden-units", "many");
    assertThatThrownBy(() -> wrong.wholeNumber("--hidden-units"))
        .hasMessage("Flag --hidden-units has the value 'many'; expected a whole number.");
    assertThatThrownBy(() -> wrong.number("--hidden-units"))
        .hasMessage("Flag --hidden-units has the value 'many'; expected a number.");
  }

  @Test
  void looksAtTheAccuracyIfItHasPatience() {
    assertThat(parse("--data-dir", "d", "--job-dir", "j", "--patience", "2").checkpoints().best())
        .contains(new Checkpoints.BestMetric("accuracy", true));
  }

  @Test
  void tellsWhatFlagsAreFor() {
    assertThat(TrainerFlags.help(List.of(UNITS)))
        .contains("--seed N", "--hidden-units N       units of the first layer (default: 32)")
        .doesNotContain("--model")
        .endsWith("one process trains alone.");
  }

  @Test
  void refusesAFlagThatHidesAnother() {
    TrainerFlag seed = TrainerFlag.wholeNumber("--seed", 3, "of the model");
    String message =
        "The trainer has a flag --seed of its own, but there is one of that name already; rename it.";
    assertThatThrownBy(() -> TrainerArguments.parse(List.of(seed), "--data-dir", "d"))
        .isInstanceOf(ManabiException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> TrainerFlags.help(List.of(seed))).hasMessage(message);
    assertThatThrownBy(() -> TrainerFlags.help(List.of(UNITS, UNITS)))
        .hasMessageContaining("--hidden-units of its own");
  }

  /** 10 examples in batches of 4. */
  @ParameterizedTest
  @CsvSource({
    "'',99",
    "--train-steps 7,7",
    "--train-epochs 1,3",
    "--train-epochs 2,5",
    "--train-epochs 2 --strategy ps-sync,2",
  })
  void countsTheStepsOfEpochs(String flags, long steps, @TempDir Path data) throws Exception {
    try (TfRecordWriter writer = TfRecordWriter.create(data.resolve("train-0.tfrecord"))) {
      for (int i = 0; i < 10; i++) {
        writer.write(new byte[i]);
      }
    }
    ClusterConfig cluster =
        ClusterConfig.parse(
            """
            {"cluster": {"ps": ["a:1"], "master": ["b:1"], "worker": ["c:1", "d:1"]},
             "task": {"type": "master", "index": 0}}""");
    String line = "--data-dir %s --job-dir %s %s".formatted(data, data, flags).strip();
    assertThat(parse(line.split(" ")).steps(99, 4, cluster)).isEqualTo(steps);
  }

  @ParameterizedTest
  @CsvSource({
    "--job-dir j,Flag --data-dir is missing",
    "--data-dir,Flag --data-dir needs a value",
    "--steps 5,Unknown flag --steps",
    "--data-dir d --job-dir j --train-steps many,Flag --train-steps has the value 'many'",
    "--data-dir d --job-dir j --train-steps 5 --train-epochs 2,Use either --train-steps or",
    "--data-dir d --job-dir j --train-epochs -2,expected 1 or more",
    "--data-dir d --job-dir j --strategy ring,There is no strategy 'ring'; expected local",
    "--data-dir d --job-dir j --gradients int8,Flag --gradients has the value 'int8'",
    "--data-dir d --job-dir j --corrupt-records drop,Flag --corrupt-records has the value 'drop'; expected fail or skip",
    "--data-dir d --job-dir j --model slow,Flag --model has the value 'slow'; expected fast or original",
    "--data-dir d --job-dir j --patience -1,Early stopping needs the patience of 1",
    "--data-dir d --job-dir j --checkpoint-secs 0,Checkpoints every 0 s or 0 steps are none",
    "--data-dir d --job-dir j --keep-checkpoints 0,0 checkpoints to keep",
    "--data-dir d --job-dir j --eval-secs -1,-1 s between evaluations",
    "--data-dir d --job-dir j --step-timeout-secs 0,0 s is no limit to wait",
    "--data-dir d --job-dir j --threads 3000000000,that is too much",
    "--data-dir d --job-dir j --time-limit-secs -5,must be more than nothing",
    "--data-dir d --job-dir j --peer-timeout-secs 0,A peer timeout of 0 ms is none",
    "--data-dir d --job-dir j --backup-workers 1,they are for ps-sync",
  })
  void saysWhatIsWrong(String line, String reason) {
    assertThatThrownBy(() -> parse(line.split(" ")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(reason);
  }
}
