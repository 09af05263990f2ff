package io.manabi.core.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TfRecordTest {

  @Property(tries = 100)
  void givesBackWhatItWasGiven(@ForAll List<byte[]> records, @ForAll boolean gzip) {
    try {
      Path file = Files.createTempFile("records", gzip ? ".tfrecord.gz" : ".tfrecord");
      try {
        write(file, records);
        assertThat(read(file)).containsExactlyElementsOf(records);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void writesTheBytesThatTensorFlowWrites(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("hello.tfrecord");
    write(file, List.of("hello".getBytes(StandardCharsets.UTF_8)));
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
        .isEqualTo("0500000000000000eab2043e68656c6c6fbb1f1c19");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 12, 30})
  void refusesAFlippedBit(int place, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("flipped.tfrecord");
    write(file, List.of(new byte[20]));
    byte[] bytes = Files.readAllBytes(file);
    bytes[place] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(file + ": record 0 is corrupt: the checksum of its");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 11, 12, 20, 33})
  void refusesACutOffRecord(int length, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("cut.tfrecord");
    write(file, List.of(new byte[20], new byte[20]));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 36 + length));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessage(file + ": record 1 is cut off; write the file again.");
  }

  @Test
  void refusesCorruptGzip(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("corrupt.tfrecord.gz");
    write(file, List.of(new byte[2000]));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("is cut off");
    bytes[12] ^= 0x55;
    Files.write(file, bytes);
    assertThatThrownBy(() -> read(file)).isInstanceOf(ManabiException.class);
  }

  private static void write(Path file, List<byte[]> records) throws IOException {
    try (TfRecordWriter writer = TfRecordWriter.create(file)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
  }

  private static List<byte[]> read(Path file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      for (byte[] record = reader.read(); record != null; record = reader.read()) {
        records.add(record);
      }
    }
    return records;
  }
}
