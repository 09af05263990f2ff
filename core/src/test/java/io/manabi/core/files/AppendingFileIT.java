package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendingFileIT {
  @TempDir Path folder;

  @Test
  void goesOnAtTheEndOfWhatIsThere() throws IOException {
    Path file = folder.resolve("lines");
    for (String line : new String[] {"one\n", "two\n"}) {
      try (AppendingFile lines = AppendingFile.open(file)) {
        lines.append(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(file).hasContent("one\ntwo\n");
  }

  @Test
  void leavesNothingHalfWrittenOnAFullDisk() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
        .as("only root can mount a small disk")
        .isZero();
    Path file = disk.resolve("lines");
    try (AppendingFile lines = AppendingFile.open(file)) {
      lines.append(new byte[10_000]);
      assertThatThrownBy(() -> lines.append(new byte[200_000]))
          .isInstanceOf(IOException.class)
          .matches(FullDisk::isReason);
      assertThat(Files.size(file)).isEqualTo(10_000);
      lines.append(new byte[1]);
      assertThat(Files.size(file)).isEqualTo(10_001);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
