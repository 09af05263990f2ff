package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FullDiskIT {
  @Test
  void isTheReasonInTheLanguageOfTheMachine() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            GermanWriter.class.getName());
    builder.environment().put("LC_ALL", "de_DE.UTF-8");
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    assumeThat(said).as("German must be installed").doesNotContain("No space left");
    assertThat(said).endsWith(" true");
  }

  /** Writes to the full disk that Linux has for tests. */
  static final class GermanWriter {
    private GermanWriter() {}

    public static void main(String[] args) throws IOException {
      try (OutputStream full = new FileOutputStream("/dev/full")) {
        full.write(0);
      } catch (IOException e) {
        System.out.println(e.getMessage() + " " + FullDisk.isReason(e));
      }
    }
  }
}
