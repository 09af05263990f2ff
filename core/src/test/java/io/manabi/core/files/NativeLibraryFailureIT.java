package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryFailureIT {
  @TempDir private Path folder;

  @Test
  void saysThatTheFolderLetsNoProgramsRun() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=20m,noexec", "tmpfs", disk.toString()))
        .as("only root can mount a disk")
        .isZero();
    try {
      assertThat(explain(loadFrom(disk)))
          .hasMessage(
              "A library cannot be loaded from "
                  + disk
                  + ": its file system lets no programs run (noexec); choose another folder, with 10"
                  + " MB of room and from which programs may run, by"
                  + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER.");
      try (var left = Files.list(disk)) {
        assertThat(left).containsExactly(disk.resolve("libmanabi.so"));
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void saysThatThereIsNoRoom() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()))
        .as("only root can mount a small disk")
        .isZero();
    try {
      assertThat(explain(loadFrom(disk)))
          .hasMessageContaining(" cannot be loaded from " + disk + ": only 1 MB are free there;");
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void passesOnWhatTheLinkerSaysOfALibraryThatIsNone() throws Exception {
    assertThat(explain(loadFrom(folder)).getMessage())
        .matches("A library cannot be loaded from " + folder + ": [^/]+; choose another folder.*");
  }

  @Test
  void leavesOtherFailuresAlone() {
    assertThat(NativeLibraryFailure.explain(new NoClassDefFoundError("Missing"))).isEmpty();
  }

  /** It is none, which is found out after it is mapped. */
  private static UnsatisfiedLinkError loadFrom(Path folder) throws IOException {
    Path library = folder.resolve("libmanabi.so");
    Files.write(library, new byte[4096]);
    return catchThrowableOfType(UnsatisfiedLinkError.class, () -> System.load(library.toString()));
  }

  private static ManabiException explain(UnsatisfiedLinkError failure) {
    ManabiException told =
        NativeLibraryFailure.explain(new IllegalStateException("failed", failure)).orElseThrow();
    assertThat(told.code()).isEqualTo(ErrorCode.USER);
    return told;
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
