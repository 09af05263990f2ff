package io.manabi.samples.mnist;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSourceTest {
  private final Path images;
  private final Path labels;

  IdxSourceTest(@TempDir Path folder) {
    this.images = folder.resolve("images");
    this.labels = folder.resolve("labels");
  }

  @BeforeEach
  void write() throws IOException {
    Files.write(images, IdxFiles.gzip(IdxFiles.images(25)));
    Files.write(labels, IdxFiles.labels(25));
  }

  @Test
  void readsEveryDigitOnce() throws IOException {
    Files.write(images, IdxFiles.gzip(IdxFiles.images(15_001)));
    Files.write(labels, IdxFiles.labels(15_001));
    IdxSource source = IdxSource.of(images, labels, 0, Integer.MAX_VALUE);
    assertThat(source.splits()).hasSize(2);
    assertThat(labels(source))
        .isEqualTo(IntStream.range(0, 15_001).mapToObj(i -> (long) i % 10).toList());
  }

  @Test
  void readsARange() {
    IdxSource source = IdxSource.of(images, labels, 12, 16);
    assertThat(source.size()).isEqualTo(4);
    assertThat(labels(source)).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void readsPixelsAsTheyAre() throws IOException {
    byte[] whole = IdxFiles.images(25);
    RecordSplit split = IdxSource.of(images, labels, 7, 8).splits().get(0);
    try (BatchReader reader = split.open(row -> fail(row.reason()))) {
      Batch batch = requireNonNull(reader.read());
      assertThat(((ColumnValues.Bytes) batch.columns().get(0)).values()[0])
          .isEqualTo(Arrays.copyOfRange(whole, 16 + 7 * 784, 16 + 8 * 784));
      assertThat(reader.read()).isNull();
    }
  }

  @Test
  void refusesFilesThatDoNotBelongTogether() throws IOException {
    Files.write(labels, IdxFiles.labels(24));
    assertRefused(images + " has 25 images, but " + labels + " has 24 labels", 0);
  }

  @Test
  void refusesALabelThatIsNoDigit() throws IOException {
    byte[] bytes = IdxFiles.labels(25);
    bytes[8 + 20] = (byte) 200;
    Files.write(labels, bytes);
    assertRefused(labels + " has the label 200 at number 20; expected 0 to 9", 0);
  }

  @Test
  void refusesARangeThatBeginsAfterTheEnd() {
    assertRefused(images + " has 25 images only; expected more than 25", 25);
  }

  private void assertRefused(String message, int from) {
    assertThatThrownBy(() -> IdxSource.of(images, labels, from, Integer.MAX_VALUE))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message);
  }

  private static List<Long> labels(IdxSource source) {
    List<Long> labels = new ArrayList<>();
    for (RecordSplit split : source.splits()) {
      try (BatchReader reader = split.open(row -> fail(row.reason()))) {
        for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
          for (long label : ((ColumnValues.Int64s) batch.column("label")).values()) {
            labels.add(label);
          }
        }
      }
    }
    return labels;
  }
}
