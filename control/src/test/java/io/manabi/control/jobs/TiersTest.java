package io.manabi.control.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.TrainingInput;
import io.manabi.core.ManabiException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiersTest {
  private static TrainingInput input(String json) throws Exception {
    return new ObjectMapper().readValue(json, TrainingInput.class);
  }

  @Test
  void knowsTheTiersOfCloudMlEngine() throws Exception {
    Tiers tiers = Tiers.usual();

    Tasks basic = tiers.tasks(input("{}"));
    Tasks standard = tiers.tasks(input("{\"scaleTier\": \"STANDARD_1\"}"));
    Tasks custom =
        tiers.tasks(
            input(
                "{\"scaleTier\": \"CUSTOM\", \"masterType\": \"complex_model_m\", \"workerCount\":"
                    + " \"9\", \"parameterServerCount\": 3, \"parameterServerType\":"
                    + " \"large_model\"}"));

    assertThat(tiers.demand(basic)).isEqualTo(new Demand(1, 1, 2048));
    assertThat(standard.workerCount()).isEqualTo(2);
    assertThat(standard.parameterServerCount()).isEqualTo(1);
    assertThat(tiers.demand(custom)).isEqualTo(new Demand(1, 10 * 4 + 3 * 2, 10 * 4096 + 3 * 8192));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"scaleTier\": \"BASIC_TPU\"}|There is no scaleTier BASIC_TPU here",
        "{\"scaleTier\": \"BASIC\", \"workerCount\": 1}|give scaleTier CUSTOM",
        "{\"scaleTier\": \"CUSTOM\"}|needs trainingInput.masterType",
        "{\"scaleTier\": \"CUSTOM\", \"masterType\": \"standard\", \"workerCount\": -1}|is -1",
        "{\"scaleTier\": \"CUSTOM\", \"masterType\": \"n1-huge\"}|no machine type n1-huge",
      })
  void saysWhatThereIsNot(String json, String message) throws Exception {
    TrainingInput input = input(json);
    assertThatThrownBy(() -> Tiers.usual().demand(Tiers.usual().tasks(input)))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining(message);
  }

  @Test
  void takesMoreFromAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tiers.json");
    Files.writeString(
        file,
        "{\"machineTypes\": {\"huge\": {\"cores\": 64, \"memoryMebibytes\": 100}},"
            + " \"scaleTiers\": {\"BASIC\": {\"masterType\": \"huge\"}}}");

    Tiers tiers = Tiers.usual().with(file);
    assertThat(tiers.demand(tiers.tasks(input("{}")))).isEqualTo(new Demand(1, 64, 100));

    Files.writeString(file, "{\"scaleTiers\": {\"X\": {\"masterType\": \"none\"}}}");
    assertThatThrownBy(() -> Tiers.usual().with(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Scale tier X: There is no machine type none");
    Files.writeString(file, "{\"machineType\": {}}");
    assertThatThrownBy(() -> Tiers.usual().with(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("machineType");
  }
}
