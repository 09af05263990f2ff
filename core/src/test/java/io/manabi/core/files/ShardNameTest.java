package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-00000-of-00004.tfrecord",
        "a-b-00001-of-00002-00003-of-00012.tfrecord.gz",
        "part-00000-of-00001"
      })
  void isReadAsItIsWritten(String name) {
    assertThat(ShardName.parse(Path.of("folder", name))).get().hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.tfrecord",
        "train-0-of-4.tfrecord",
        "-00000-of-00001",
        "a-00000-of-00001-b"
      })
  void otherNamesAreNone(String name) {
    assertThat(ShardName.parse(Path.of(name))).isEmpty();
  }
}
