package io.manabi.serving.tensorflow;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.manabi.core.records.TfRecordWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * TFRecord files, one after the other: {@code PREFIX-20261201T093000.123Z.tfrecord}, named by the
 * time when it begins. While it is written its name ends with {@code .partial}; it is finished, and
 * the next begins, when it is large or old enough. A record that could not be written is taken out
 * again, so that a finished file holds whole records only. Not for several threads.
 */
final class LogFiles implements AutoCloseable {
  /** A file that has more is finished. */
  private static final long LARGE = 64L << 20;

  /** So is one that is older, so that whoever reads finished files is not far behind. */
  static final Duration OLD = Duration.ofMinutes(10);

  private static final int BUFFER = 1 << 16;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String prefix;
  private final Clock clock;
  private final long large;
  private final UnaryOperator<OutputStream> through;
  private @Nullable Open open;

  /** Files of which there is none yet. */
  LogFiles(String prefix, Clock clock) {
    this(prefix, clock, LARGE, out -> out);
  }

  /** The same with another size, and streams of someone else between. */
  LogFiles(String prefix, Clock clock, long large, UnaryOperator<OutputStream> through) {
    this.prefix = prefix;
    this.clock = clock;
    this.large = large;
    this.through = through;
  }

  /**
   * A file that is written.
   *
   * @param path where it will be
   * @param partial where it is
   * @param since when it began
   */
  private record Open(
      Path path, Path partial, Instant since, FileChannel channel, TfRecordWriter writer) {}

  /**
   * Writes a record, which is in the file when this returns.
   *
   * @throws IOException if that fails; nothing of the record is there then
   */
  void write(byte[] record) throws IOException {
    Open file = open == null ? begin() : open;
    open = file;
    long before = file.channel().position();
    boolean written = false;
    try {
      file.writer().write(record);
      file.writer().flush();
      written = true;
    } finally {
      if (!written) {
        abandon(file, before);
      }
    }
    if (file.channel().position() >= large) {
      finish();
    }
  }

  private Open begin() throws IOException {
    Path parent = Path.of(prefix).toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    for (Instant time = clock.instant(); ; time = time.plusMillis(1)) {
      Path path = Path.of(prefix + "-" + STAMP.format(time) + ".tfrecord");
      Path partial = Path.of(path + ".partial");
      if (!Files.exists(path) && !Files.exists(partial)) {
        FileChannel channel = FileChannel.open(partial, CREATE_NEW, WRITE);
        OutputStream out = through.apply(Channels.newOutputStream(channel));
        return new Open(
            path,
            partial,
            clock.instant(),
            channel,
            new TfRecordWriter(new BufferedOutputStream(out, BUFFER)));
      }
    }
  }

  /** Finishes the file that is written, if it is old enough. */
  void finishIfOld() throws IOException {
    if (open != null && !clock.instant().isBefore(open.since().plus(OLD))) {
      finish();
    }
  }

  private void finish() throws IOException {
    Open file = open;
    if (file != null) {
      open = null;
      try (FileChannel channel = file.channel()) {
        channel.force(true);
      }
      rename(file);
    }
  }

  /** Keeps the records before the one that failed. What else fails here is the same trouble. */
  private void abandon(Open file, long size) throws IOException {
    open = null;
    try (FileChannel channel = file.channel()) {
      channel.truncate(size);
    }
    if (size == 0) {
      Files.deleteIfExists(file.partial());
    } else {
      rename(file);
    }
  }

  private static void rename(Open file) throws IOException {
    try {
      Files.move(file.partial(), file.path(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(file.partial(), file.path());
    }
  }

  /** Finishes the last file. */
  @Override
  public void close() throws IOException {
    finish();
  }
}
