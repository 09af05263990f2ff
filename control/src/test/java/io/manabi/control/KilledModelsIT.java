package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.files.FolderLock;
import io.manabi.registry.ModelRegistry;
import io.manabi.registry.Version;
import io.manabi.registry.VersionState;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever the process that brings a version into service is killed, another one goes on. */
class KilledModelsIT {
  private static final int SECONDS = 120;

  @TempDir private Path folder;

  private int run(Path export, int haltAt) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HaltingModels.class.getName(),
                folder.toString(),
                export.toString(),
                String.valueOf(haltAt))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
    return process.exitValue();
  }

  /** Each process first waits for the version that the one before has left. */
  @Test
  void leavesNoVersionHalfDone() throws Exception {
    Path export = Files.createDirectory(folder.resolve("export"));
    Files.write(export.resolve("saved_model.pb"), new byte[] {0x12, 0});
    int step = 1;
    int code = run(export, step);
    while (code == HaltingModels.HALTED) {
      code = run(export, ++step);
    }
    assertThat(code).as(Files.readString(folder.resolve("log"))).isZero();
    assertThat(step).as("steps at which it was killed").isGreaterThan(6);

    try (Database database = Database.open(DatabaseAddress.directory(folder.resolve("database")))) {
      ModelRegistry registry = ModelRegistry.in(database, Clock.systemUTC());
      List<Version> versions = registry.versions().list(HaltingModels.MODEL);
      assertThat(versions).hasSizeGreaterThan(3);
      assertThat(versions).extracting(Version::state).containsOnly(VersionState.READY);
      assertThat(registry.operations().open()).isEmpty();
      for (Version version : versions) {
        assertThat(folder.resolve("models/served/shop.MNIST/" + version.number()))
            .isDirectoryContaining("glob:**/saved_model.pb");
      }
    }
    try (Stream<Path> contents = Files.walk(folder.resolve("models/sha256"))) {
      assertThat(contents.filter(Files::isRegularFile))
          .filteredOn(file -> !file.endsWith(FolderLock.COLLECTION))
          .hasSize(1);
    }
  }
}
