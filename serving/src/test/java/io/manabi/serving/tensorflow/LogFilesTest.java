package io.manabi.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.records.TfRecordReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  private static final Instant BEGIN = Instant.parse("2026-12-01T09:30:00.123Z");

  @TempDir private Path folder;
  private final SetClock clock = new SetClock();

  /** A clock that stands still until it is set. */
  static final class SetClock extends Clock {
    private Instant now = BEGIN;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** A disk that is full after so many bytes, of which it takes what it can. */
  private static final class FullDisk extends FilterOutputStream {
    private int left;

    FullDisk(OutputStream out, int left) {
      super(out);
      this.left = left;
    }

    @Override
    public void write(byte[] data, int from, int length) throws IOException {
      int part = Math.min(length, left);
      out.write(data, from, part);
      left -= part;
      if (part < length) {
        throw new IOException("No space left on device");
      }
    }
  }

  private String prefix() {
    return folder.resolve("deep/live").toString();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("deep"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<byte[]> records(String name) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(folder.resolve("deep").resolve(name))) {
      for (byte[] record = reader.read(); record != null; record = reader.read()) {
        records.add(record);
      }
    }
    return records;
  }

  @Test
  void showsRecordsAtOnceAndNamesFilesWhenTheyAreFinished() throws IOException {
    try (LogFiles files = new LogFiles(prefix(), clock)) {
      files.write(new byte[] {1});
      files.write(new byte[0]);

      assertThat(names()).containsExactly("live-20261201T093000.123Z.tfrecord.partial");
      assertThat(records(names().get(0))).containsExactly(new byte[] {1}, new byte[0]);
    }

    assertThat(names()).containsExactly("live-20261201T093000.123Z.tfrecord");
    assertThat(records(names().get(0))).hasSize(2);
  }

  @Test
  void beginsAnotherWhenOneIsLargeOrOld() throws IOException {
    try (LogFiles files = new LogFiles(prefix(), clock, 100, out -> out)) {
      files.write(new byte[50]);
      files.write(new byte[50]);
      assertThat(names()).containsExactly("live-20261201T093000.123Z.tfrecord");

      files.write(new byte[50]);
      assertThat(names()).contains("live-20261201T093000.124Z.tfrecord.partial");
      clock.pass(LogFiles.OLD.minusSeconds(1));
      files.finishIfOld();
      assertThat(names()).contains("live-20261201T093000.124Z.tfrecord.partial");
      clock.pass(Duration.ofSeconds(1));
      files.finishIfOld();
      assertThat(names())
          .containsExactly(
              "live-20261201T093000.123Z.tfrecord", "live-20261201T093000.124Z.tfrecord");
    }
  }

  @Test
  void keepsWholeRecordsWhenTheDiskIsFull() throws IOException {
    try (LogFiles files = new LogFiles(prefix(), clock, 1000, out -> new FullDisk(out, 100))) {
      files.write(new byte[50]);
      assertThatThrownBy(() -> files.write(new byte[50])).hasMessage("No space left on device");

      assertThat(names()).containsExactly("live-20261201T093000.123Z.tfrecord");
      assertThat(records(names().get(0))).hasSize(1);

      assertThatThrownBy(() -> files.write(new byte[500])).isInstanceOf(IOException.class);
      assertThat(names()).hasSize(1);
      files.write(new byte[20]);
    }
    assertThat(names()).hasSize(2);
    assertThat(records(names().get(1))).hasSize(1);
  }
}
