package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  @TempDir private Path folder;

  @Test
  void liesBesideTheResultUntilItIsClosed() throws IOException {
    Path result = folder.resolve("made/result");
    Path path;
    try (TemporaryDirectory directory = TemporaryDirectory.beside(result)) {
      path = directory.path();
      assertThat(path).isEmptyDirectory().hasParent(folder.resolve("made"));
      Files.createDirectories(path.resolve("a/b"));
    }
    assertThat(folder.resolve("made")).isEmptyDirectory();
  }

  @Test
  void saysWhereNothingCanBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> TemporaryDirectory.beside(file.resolve("result")))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot write " + file.resolve("result") + ": ");
  }
}
