package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockIT {
  @TempDir private Path folder;

  @Test
  void isHeldByOneAtATime() throws IOException {
    Path made = folder.resolve("made");
    try (FolderLock lock = FolderLock.tryHold(made, ".lock").orElseThrow()) {
      assertThat(FolderLock.tryHold(made, ".lock")).isEmpty();
      Path link = Files.createSymbolicLink(folder.resolve("link"), made);
      assertThat(FolderLock.tryHold(link, ".lock")).isEmpty();
      FolderLock.tryHold(made, ".other").orElseThrow().close();
      assertThat(lock).isNotNull();
    }
    FolderLock.tryHold(made, ".lock").orElseThrow().close();
  }

  @Test
  void endsWithTheProcessThatHoldsIt() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      // Twice, for the first must not end it.
      assertThat(FolderLock.tryHold(folder, ".lock")).isEmpty();
      assertThat(FolderLock.tryHold(folder, ".lock")).isEmpty();
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
    FolderLock.tryHold(folder, ".lock").orElseThrow().close();
  }

  /** Holds a lock until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (FolderLock lock = FolderLock.tryHold(Path.of(args[0]), ".lock").orElseThrow()) {
        System.out.println(lock.getClass() == FolderLock.class ? "held" : "");
        int end = System.in.read();
        System.out.println(end);
      }
    }
  }
}
