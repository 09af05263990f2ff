package io.manabi.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

  @ParameterizedTest
  @CsvSource({
    "data/in.csv, data/in.csv",
    "/data/, /data",
    "file:/data/in.csv, /data/in.csv",
    "file:///data/in.csv, /data/in.csv",
    "C:/data, C:/data",
  })
  void knowsPathsOfThisMachine(String text, String path) {
    Location location = Location.of(text);
    assertThat(location.isLocal()).isTrue();
    assertThat(location.path()).isEqualTo(Path.of(path));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/out, s3://bucket/out, out, s3://bucket/other",
    "gs://bucket/a/out//, gs://bucket/a/out, out, gs://bucket/a/other",
    "hdfs:///out, hdfs:///out, out, hdfs:///other",
    "hdfs:/a/out, hdfs:/a/out, out, hdfs:/a/other",
  })
  void knowsAddresses(String text, String plain, String name, String sibling) {
    Location location = Location.of(text);
    assertThat(location.isLocal()).isFalse();
    assertThat(location).hasToString(plain);
    assertThat(location.name()).isEqualTo(name);
    assertThat(location.sibling("other")).hasToString(sibling);
    assertThat(location.resolve("a/b")).hasToString(plain + "/a/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket", "s3://bucket/", "hdfs:/"})
  void isNotAWholeStore(String text) {
    assertThatThrownBy(() -> Location.of(text))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "In " + text + " there is no name after the first part; name a file or a folder.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/*.csv", "s3://bucket/a[1]"})
  void isNoPattern(String text) {
    assertThatThrownBy(() -> Location.of(text))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The address " + text + " has one of *?{}[ in it; name one file or one folder.");
  }

  @ParameterizedTest
  @CsvSource({
    "a/out/x, a/out, true",
    "a/out, a/out, true",
    "a/b/../out/x, a/out, true",
    "a/outer/x, a/out, false",
    "s3://b/out/x, s3://b/out, true",
    "s3://b/out, s3://b/out, true",
    "s3://b/outer, s3://b/out, false",
    "s3://c/out/x, s3://b/out, false",
    "gs://b/out/x, s3://b/out, false",
    "hdfs://machine:8020/out/x, hdfs:///out, true",
    "hdfs://machine:8020/out/x, hdfs:/out, true",
    "hdfs://machine:8020/out/x, /out, false",
    "/out/x, hdfs:/out, false",
  })
  void tellsWhatIsInAFolder(String file, String folder, boolean within) {
    assertThat(Location.of(file).isWithin(Location.of(folder))).isEqualTo(within);
  }

  /** A folder that is replaced is that which a link names. */
  @Test
  void seesThroughLinksWhatIsInAFolder(@TempDir Path disk) throws IOException {
    Path out = Files.createDirectory(disk.resolve("out"));
    Path link = Files.createSymbolicLink(disk.resolve("link"), out);
    assertThat(Location.of(out.resolve("x")).isWithin(Location.of(link))).isTrue();
    assertThat(Location.of(link.resolve("x")).isWithin(Location.of(out))).isTrue();
    assertThat(Location.of(disk.resolve("x")).isWithin(Location.of(link))).isFalse();
  }

  @Test
  void saysWhatToDoWhereAFileOfThisMachineIsNeeded() {
    assertThatThrownBy(() -> Location.of("s3://bucket/out").path())
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "s3://bucket/out is not on this machine; copy it to a folder here, and name that.");
  }
}
