package io.manabi.samples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.Ending;
import io.manabi.training.Strategy;
import io.manabi.training.Watching;
import io.manabi.training.cluster.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerArgumentsTest {
  @Test
  void hasDefaults() {
    assertThat(TrainerArguments.parse("--data-dir", "d", "--job-dir", "j"))
        .isEqualTo(
            new TrainerArguments(
                Path.of("d"),
                Path.of("j"),
                "",
                0,
                0,
                Duration.ofSeconds(30),
                0,
                1,
                Strategy.PS_ASYNC,
                Ending.BY_STEPS,
                0,
                false,
                Watching.FILES));
  }

  @Test
  void takesEveryFlag() {
    assertThat(
            TrainerArguments.parse(
                ("--data-dir d --job-dir j --model original --train-steps 7 --checkpoint-secs 5"
                        + " --threads 2 --seed 9 --strategy ps-sync --backup-workers 1"
                        + " --sharding dynamic --gradients bfloat16 --peer-timeout-secs 7"
                        + " --time-limit-secs 60 --patience 4"
                        + " --rollbacks 5 --corrupt-records skip --log-format json --profile 3")
                    .split(" ")))
        .isEqualTo(
            new TrainerArguments(
                Path.of("d"),
                Path.of("j"),
                "original",
                7,
                0,
                Duration.ofSeconds(5),
                2,
                9,
                new Strategy(Strategy.Kind.PS_SYNC, 1, true, Duration.ofSeconds(7), true),
                new Ending(
                    Optional.of(Duration.ofSeconds(60)),
                    Optional.of(new Ending.Patience("accuracy", true, 4))),
                5,
                true,
                new Watching(true, 3)));
  }

  @Test
  void tellsWhatFlagsAreFor() {
    assertThat(TrainerArguments.help("--data-dir", "d", "--help"))
        .get()
        .asString()
        .contains("--seed N");
    assertThat(TrainerArguments.help("--data-dir", "d")).isEmpty();
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
    String line = "--data-dir %s --job-dir j %s".formatted(data, flags).strip();
    assertThat(TrainerArguments.parse(line.split(" ")).steps(99, 4, cluster)).isEqualTo(steps);
  }

  @ParameterizedTest
  @CsvSource({
    "--job-dir j,Flag --data-dir is missing",
    "--data-dir,Flag --data-dir needs a value",
    "--steps 5,Unknown flag --steps",
    "--data-dir d --job-dir j --train-steps many,Flag --train-steps has the value 'many'",
    "--data-dir d --job-dir j --train-steps 5 --train-epochs 2,Use either --train-steps or",
    "--data-dir d --job-dir j --train-epochs -2,expected 1 or more",
    "--data-dir d --job-dir j --strategy ring,There is no strategy 'ring'; expected ps-async",
    "--data-dir d --job-dir j --gradients int8,Flag --gradients has the value 'int8'",
    "--data-dir d --job-dir j --corrupt-records drop,Flag --corrupt-records has the value 'drop'; expected fail or skip",
    "--data-dir d --job-dir j --patience -1,Early stopping needs the patience of 1",
    "--data-dir d --job-dir j --time-limit-secs -5,must be more than nothing",
    "--data-dir d --job-dir j --peer-timeout-secs 0,A peer timeout of 0 ms is none",
    "--data-dir d --job-dir j --backup-workers 1,they are for ps-sync",
  })
  void saysWhatIsWrong(String line, String reason) {
    assertThatThrownBy(() -> TrainerArguments.parse(line.split(" ")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(reason);
  }
}
