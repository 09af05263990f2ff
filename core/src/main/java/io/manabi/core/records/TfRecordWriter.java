package io.manabi.core.records;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a TFRecord file: for each record its length (64 bits, little endian), a checksum of the
 * length, the data, and a checksum of the data.
 */
public final class TfRecordWriter implements Closeable, Flushable {
  private final OutputStream out;
  private final ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer footer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);

  /** A writer on {@code out}, which {@link #close()} closes. */
  public TfRecordWriter(OutputStream out) {
    this.out = out;
  }

  /** A writer on a file; one whose name ends with {@code .gz} is compressed. */
  public static TfRecordWriter create(Path file, OpenOption... options) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, options), 1 << 16);
    return new TfRecordWriter(
        file.toString().endsWith(".gz") ? new GZIPOutputStream(out, 1 << 16) : out);
  }

  /** Writes one record. */
  public void write(byte[] data) throws IOException {
    header.clear();
    header.putLong(data.length);
    header.putInt(MaskedCrc32c.of(header.array(), 8));
    footer.clear();
    footer.putInt(MaskedCrc32c.of(data, data.length));
    out.write(header.array());
    out.write(data);
    out.write(footer.array());
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
