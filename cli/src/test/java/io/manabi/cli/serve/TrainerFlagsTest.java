package io.manabi.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrainerFlagsTest {
  @TempDir private Path folder;

  /** A command with nothing but these flags. */
  @Command
  private static final class Flags {
    @Mixin private TrainerFlags trainer = new TrainerFlags();
  }

  private static TrainerFlags parse(String... args) {
    Flags flags = new Flags();
    new CommandLine(flags).parseArgs(args);
    return flags.trainer;
  }

  @Test
  void takesRequirementsOfRuntimeVersions() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual.txt"), "");
    Path other = Files.writeString(folder.resolve("a=b.txt"), "");
    TrainerFlags flags =
        parse("--python-requirements", usual.toString(), "--python-requirements=2.18=" + other);
    assertThat(flags.pythonRequirements().usual()).hasValue(usual);
    assertThat(flags.pythonRequirements().byVersion()).containsOnlyKeys("2.18");
    assertThat(flags.pythonRequirements().byVersion()).containsValue(other);
    assertThatThrownBy(() -> parse("--python-requirements=2.18=/none").programs(folder))
        .isInstanceOf(ManabiException.class)
        .hasMessage("--python-requirements names /none, which is no file that can be read.");
  }

  @Test
  void closesWhatIsTheServersToTheUserOfTrainers() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
    Path up = Files.createTempDirectory(Path.of("/tmp"), "manabi-up-");
    try {
      Path database = Files.writeString(up.resolve("registry.mv.db"), "");
      assertThat(parse().user(up)).isEmpty();
      assertThat(parse("--task-user", "nobody").user(up).orElseThrow().name()).isEqualTo("nobody");
      assertThat(permissions(up)).isEqualTo("rwx--x--x");
      assertThat(permissions(database)).isEqualTo("rw-------");
      assertThat(permissions(up.resolve("jobs"))).isEqualTo("rwx--x--x");
      assertThat(permissions(up.resolve("models"))).isEqualTo("rwx------");
      // A temporary folder of a test is its owner's alone.
      Path closed = Files.createDirectory(folder.resolve("up"));
      assertThatThrownBy(() -> parse("--task-user", "nobody").user(closed))
          .isInstanceOf(ManabiException.class)
          .hasMessageStartingWith("User nobody cannot enter " + closed);
    } finally {
      AtomicFiles.deleteTree(up);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
