package io.manabi.pipelines.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGlobTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    for (String name : List.of("a-1.csv", "a-2.csv", "b.csv", "deep/a-3.csv", "deep/er/a-4.csv")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x\n");
    }
  }

  @Test
  void findsWhatTheGlobNames() throws IOException {
    assertThat(files("b.csv")).containsExactly("b.csv");
    assertThat(files("a-*.csv")).containsExactlyInAnyOrder("a-1.csv", "a-2.csv");
    assertThat(files("a-[2-9].csv")).containsExactly("a-2.csv");
    assertThat(files("*/a-?.csv")).containsExactly("deep/a-3.csv");
    assertThat(files("{b,deep/a-3}.csv")).containsExactlyInAnyOrder("b.csv", "deep/a-3.csv");
    assertThat(files("d*/**/a-4.csv")).containsExactly("deep/er/a-4.csv");
  }

  @Test
  void findsNoFolderAndNothingInAFolderThatIsNotThere() throws IOException {
    assertThat(files("deep")).isEmpty();
    assertThat(files("dee*")).isEmpty();
    assertThat(files("nowhere/*.csv")).isEmpty();
    assertThat(files("b.csv/*.csv")).isEmpty();
  }

  /** Beam walks the whole machine to say that there is no such file. */
  @Test
  void doesNotWalkTheMachineForAPathThatIsNotThere() {
    List<Path> found =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> LocalGlob.files("/no-such-file.csv"));
    assertThat(found).isEmpty();
  }

  @Test
  void tellsPathsFromUris() {
    assertThat(LocalGlob.isLocal("data/*.csv")).isTrue();
    assertThat(LocalGlob.isLocal("/data/a:b.csv")).isTrue();
    assertThat(LocalGlob.isLocal("s3://bucket/*.csv")).isFalse();
    assertThat(LocalGlob.isLocal("file:///data/x.csv")).isFalse();
  }

  private List<String> files(String glob) throws IOException {
    return LocalGlob.files(folder + "/" + glob).stream()
        .map(file -> folder.relativize(file).toString())
        .toList();
  }
}
