package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2ModelRegistryIT extends ModelRegistryContract {
  @TempDir Path directory;

  @Override
  ModelRegistry open() {
    return ModelRegistry.open(directory.resolve("a folder"), CLOCK);
  }

  @Test
  void remembersWhatItWasTold() {
    registry.createModel("MNIST", "");
    registry.close();
    registry = open();
    assertThat(registry.models()).extracting(Model::name).containsExactly("MNIST");
  }

  @Test
  void isOpenedByOneProcessAtATime() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Opens.class.getName(),
                directory.resolve("a folder").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).as(output).isEqualTo(3);
    assertThat(output).contains("another process has it open");
  }

  /** A program that tries to open a registry. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      try {
        ModelRegistry.open(Path.of(args[0]), CLOCK).close();
      } catch (ManabiException e) {
        System.out.println(e.getMessage());
        System.exit(3);
      }
    }
  }

  @Test
  void saysThatItCannotWriteThere() {
    assertThatThrownBy(() -> ModelRegistry.open(Path.of("/dev/null/registry"), CLOCK))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Cannot open the model registry");
  }
}
