package io.manabi.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.prediction.sources.SampledLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConfigsTest {
  @TempDir private Path folder;

  private Optional<SampledLog> log(String logging) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("models.config"),
            "model_config_list { config { name: \"m\" base_path: \"/m\" model_platform:"
                + " \"tensorflow\" "
                + logging
                + " } }");
    return ModelConfigs.read(file).get(0).log();
  }

  @Test
  void readsWhichRequestsAreLogged() throws IOException {
    assertThat(log("")).isEmpty();
    assertThat(log("logging_config { log_collector_config { filename_prefix: '/l/m' } }"))
        .isEmpty();
    assertThat(
            log(
                "logging_config { log_collector_config { type: 'any' filename_prefix: '/l/m' }"
                    + " sampling_config { sampling_rate: 0.01 } }"))
        .contains(new SampledLog("/l/m", 0.01));
  }

  @Test
  void goesByWhatHoldsForEveryTask() throws IOException {
    String prefix = "logging_config { log_collector_config { filename_prefix: '/l/m' }";
    assertThat(
            log(
                prefix
                    + " sampling_config { sampling_rate: 0.1 per_task_sampling_configs { dc: 'aa'"
                    + " sampling_rate: 1 } } }"))
        .contains(new SampledLog("/l/m", 0.1));
    assertThat(
            log(
                prefix
                    + " sampling_config { per_task_sampling_configs { task_index: 0 sampling_rate:"
                    + " 1 } per_task_sampling_configs { sampling_rate: 0.5 } } }"))
        .contains(new SampledLog("/l/m", 0.5));
  }

  @Test
  void saysWhatIsWrongWithIt() {
    assertThatThrownBy(() -> log("logging_config { sampling_config { sampling_rate: 1 } }"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("model m: ")
        .hasMessageContaining("filename_prefix");
    assertThatThrownBy(
            () ->
                log(
                    "logging_config { log_collector_config { filename_prefix: '/l/m' }"
                        + " sampling_config { sampling_rate: 1.5 } }"))
        .hasMessageContaining("sampling_rate is 1.5; expected 0 to 1");
  }
}
