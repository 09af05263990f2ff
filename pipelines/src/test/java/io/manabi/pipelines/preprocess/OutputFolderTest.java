package io.manabi.pipelines.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.transform.TransformFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  private static final Schema SCHEMA = Schema.of(Column.floats("x"));

  @TempDir private Path folder;
  private Path input;

  @BeforeEach
  void writeInput() throws IOException {
    input = Files.writeString(folder.resolve("data.csv"), "x\n1\n2\n");
  }

  @Test
  void keepsAFileThatIsNamedByMistake() {
    assertRefused(input, "is a file, which would be lost; name a folder.");
  }

  @Test
  void keepsFilesOfOthers() throws IOException {
    assertRefused(folder, "has files that preprocessing did not write");
    assertThat(input).hasContent("x\n1\n2\n");
  }

  @Test
  void keepsTheInput() throws IOException {
    Path output = folder.resolve("out");
    run(output);
    input = Files.move(input, output.resolve("data.csv"));
    assertRefused(output, "is in the output folder");
    assertThat(input).exists();
  }

  @Test
  void replacesAnEmptyFolderAndWhatItWroteBefore() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    run(output);
    Path old = Files.writeString(output.resolve("train-old.tfrecord"), "");
    run(output);
    assertThat(old).doesNotExist();
  }

  @Test
  void replacesWhatALinkNames() throws IOException {
    Path disk = Files.createDirectories(folder.resolve("disk/records"));
    Path output = Files.createSymbolicLink(folder.resolve("out"), disk);
    run(output);
    assertThat(output).isSymbolicLink();
    assertThat(disk.resolve("transform/saved_model.pb")).exists();
    try (Stream<Path> files = Files.list(disk.getParent())) {
      assertThat(files).containsExactly(disk);
    }
  }

  private void assertRefused(Path output, String message) {
    assertThatThrownBy(() -> run(output))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message);
  }

  private void run(Path output) {
    PreprocessPipeline.run(
        PreprocessJob.of(
            () ->
                List.of(
                    new TransformFunction(
                        "f", SCHEMA, (tf, columns) -> Map.of("x", columns.floats("x")))),
            "f",
            Map.of("train", CsvSource.of(SCHEMA, List.of(input.toString()), CsvFormat.rfc4180())),
            output));
  }
}
