package io.manabi.control.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.control.models.DeployedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelsConfigTest {
  private static DeployedModel model(String name, String path, Set<Long> versions) {
    return new DeployedModel("shop", name, Path.of(path), versions, Map.of(), OptionalLong.empty());
  }

  @Test
  void namesModelsAndTheirVersionsAsTensorFlowServingReadsThem() {
    String text =
        ModelsConfig.text(
            List.of(
                model("mnist", "/a \"b\\c", Set.of(10L, 2L)), model("empty", "/none", Set.of())));

    assertThat(text)
        .isEqualTo(
            """
            model_config_list {
              config {
                name: "shop.mnist"
                base_path: "/a \\"b\\\\c"
                model_platform: "tensorflow"
                model_version_policy { specific { versions: 2 versions: 10 } }
              }
            }
            """);
  }
}
