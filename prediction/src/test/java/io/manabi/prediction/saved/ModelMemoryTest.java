package io.manabi.prediction.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.prediction.TestModels;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMemoryTest {
  @TempDir private Path temporary;

  private static void writeSparse(Path file, long size) throws IOException {
    Files.createDirectories(file.getParent());
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(size);
    }
  }

  @Test
  void refusesAModelThatDoesNotFitBehindLinksToo() throws IOException {
    Path model = TestModels.halfPlus(1, temporary.resolve("model"));
    writeSparse(temporary.resolve("elsewhere/variables.data-00000-of-00001"), 1L << 40);
    Files.createSymbolicLink(model.resolve("variables"), temporary.resolve("elsewhere"));

    assertThatThrownBy(() -> LoadedModel.load(model, LoadOptions.DEFAULT))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageMatching(
            "The SavedModel in \\S+ will need about 12582\\d\\d MiB of memory, and only \\d+ MiB"
                + " are free; unload others, or run the server where there is more\\.");
  }

  @Test
  void saysThatFilesCannotBeRead() throws IOException {
    Path model = TestModels.halfPlus(1, temporary.resolve("model"));
    Files.createSymbolicLink(model.resolve("variables"), model);

    assertThatThrownBy(() -> LoadedModel.load(model, LoadOptions.DEFAULT))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("cannot be read; let the server read them");
  }

  @Test
  void countsWhatTheContainerMayHave() {
    assertThat(ModelMemory.free(30, 100, 100, 5, 2)).as("no container").isEqualTo(30);
    assertThat(ModelMemory.free(30, 100, 40, 5, 2)).as("full container").isEqualTo(7);
    assertThat(ModelMemory.free(30, 100, 80, 60, 2)).as("full machine").isEqualTo(30);
  }
}
