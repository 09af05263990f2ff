package io.manabi.samples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("images");
  }

  @Test
  void readsImagesPlainOrPacked() throws IOException {
    byte[] content = IdxFiles.images(3);
    for (byte[] bytes : new byte[][] {content, IdxFiles.gzip(content)}) {
      IdxFile images = IdxFile.images(Files.write(file, bytes), 28, 28);
      assertThat(images.items()).isEqualTo(3);
      assertThat(images.item(2)).isEqualTo(Arrays.copyOfRange(content, 16 + 2 * 784, 16 + 3 * 784));
    }
  }

  @Test
  void readsLabels() throws IOException {
    IdxFile labels = IdxFile.labels(Files.write(file, IdxFiles.labels(12)));
    assertThat(labels.items()).isEqualTo(12);
    assertThat(labels.item(11)).containsExactly(1);
  }

  @Test
  void saysHowMuchIsMissing() throws IOException {
    byte[] content = IdxFiles.images(3);
    Files.write(file, Arrays.copyOf(content, content.length - 1));
    refuses("is cut off: it has 2351 bytes of data, expected 2352");
  }

  @Test
  void refusesAHeaderThatIsCutOff() throws IOException {
    Files.write(file, Arrays.copyOf(IdxFiles.images(1), 7));
    refuses("is cut off in its header");
  }

  @Test
  void refusesLabelsForImages() throws IOException {
    Files.write(file, IdxFiles.labels(3));
    refuses("begins with 0x00000801, expected 0x00000803");
  }

  @Test
  void refusesImagesOfAnotherSize() throws IOException {
    byte[] content = IdxFiles.images(3);
    content[11] = 32;
    Files.write(file, content);
    refuses("has a dimension of 32, expected 28");
  }

  @Test
  void refusesMoreThanTheHeaderSays() throws IOException {
    byte[] content = IdxFiles.images(3);
    Files.write(file, Arrays.copyOf(content, content.length + 1));
    refuses("goes on after the 3 items");
  }

  @Test
  void refusesACountThatCannotBe() throws IOException {
    byte[] content = IdxFiles.images(3);
    content[4] = 0x7f;
    Files.write(file, content);
    refuses("says that it holds");
  }

  @Test
  void refusesGzipThatIsCutOffOrCorrupt() throws IOException {
    byte[] packed = IdxFiles.gzip(IdxFiles.images(3));
    Files.write(file, Arrays.copyOf(packed, packed.length / 2));
    refuses("is cut off");
    packed[packed.length - 6] ^= 1;
    Files.write(file, packed);
    refuses("corrupt gzip");
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> IdxFile.images(file, 28, 28))
        .isInstanceOf(ManabiException.class)
        .hasMessage("Cannot read " + file + ": no such file or directory.");
  }

  private void refuses(String reason) {
    assertThatThrownBy(() -> IdxFile.images(file, 28, 28))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith(file + " is not the file it should be")
        .hasMessageContaining(reason);
  }
}
