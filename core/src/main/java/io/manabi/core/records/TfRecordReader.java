package io.manabi.core.records;

import io.manabi.core.ManabiException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a TFRecord file and checks every checksum. */
public final class TfRecordReader implements Closeable {
  private static final int MAX_RECORD = Integer.MAX_VALUE - 16;

  private final String name;
  private final InputStream in;
  private long records;
  private boolean intact = true;

  /**
   * A reader of a stream, which {@link #close()} closes.
   *
   * @param name what messages call it
   * @param in begins with a record
   * @param firstRecord the number of that record
   */
  public TfRecordReader(String name, InputStream in, long firstRecord) {
    this.name = name;
    this.in = in;
    this.records = firstRecord;
  }

  /** A reader of a file; one whose name ends with {@code .gz} is unpacked. */
  public static TfRecordReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return new TfRecordReader(
          file.toString(),
          file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in,
          0);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * The next record, or null at the end of the file.
   *
   * @throws ManabiException if the file is cut off or a checksum is wrong; the message names the
   *     file and the number of the record, from 0
   */
  public byte @Nullable [] read() throws IOException {
    byte[] data = readAny();
    if (!intact) {
      throw corrupt(records - 1, "the checksum of its data is wrong");
    }
    return data;
  }

  /** Whether the checksum of the record that was read last fits its data. */
  public boolean isIntact() {
    return intact;
  }

  /**
   * The next record even if the checksum of its data is wrong, which {@link #isIntact()} tells;
   * null at the end of the file.
   *
   * @throws ManabiException if nothing more can be read: the file is cut off or the checksum of a
   *     length is wrong
   */
  public byte @Nullable [] readAny() throws IOException {
    try {
      byte[] header = in.readNBytes(12);
      if (header.length == 0) {
        return null;
      }
      byte[] data = in.readNBytes(dataLength(header));
      byte[] footer = in.readNBytes(4);
      if (footer.length < 4) {
        throw new EOFException();
      }
      intact = littleEndian(footer).getInt() == MaskedCrc32c.of(data, data.length);
      records++;
      return data;
    } catch (EOFException e) {
      throw cutOff(e);
    } catch (ZipException e) {
      throw ManabiException.user(
          name + ": the gzip data is corrupt after record " + records + "; write it again.", e);
    }
  }

  /**
   * Goes on to the next record without reading the data of this one.
   *
   * @return how many bytes the record takes in the file; 0 at the end of the file
   * @throws ManabiException as {@link #readAny()}
   */
  public long skip() throws IOException {
    try {
      byte[] header = in.readNBytes(12);
      if (header.length == 0) {
        return 0;
      }
      long rest = dataLength(header) + 4L;
      in.skipNBytes(rest);
      records++;
      return header.length + rest;
    } catch (EOFException e) {
      throw cutOff(e);
    }
  }

  private int dataLength(byte[] header) throws EOFException {
    if (header.length < 12) {
      throw new EOFException();
    }
    ByteBuffer fields = littleEndian(header);
    long length = fields.getLong();
    if (fields.getInt() != MaskedCrc32c.of(header, 8) || length < 0 || length > MAX_RECORD) {
      throw corrupt(records, "the checksum of its length is wrong");
    }
    return (int) length;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ManabiException cutOff(EOFException e) {
    return ManabiException.user(
        name + ": record " + records + " is cut off; write the file again.", e);
  }

  private ManabiException corrupt(long record, String what) {
    return ManabiException.user(
        name + ": record " + record + " is corrupt: " + what + "; write the file again.");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
