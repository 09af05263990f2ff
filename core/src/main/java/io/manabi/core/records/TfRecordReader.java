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

  private TfRecordReader(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** A reader of a file; one whose name ends with {@code .gz} is unpacked. */
  public static TfRecordReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return new TfRecordReader(
          file.toString(), file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in);
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
      if (littleEndian(footer).getInt() != MaskedCrc32c.of(data, data.length)) {
        throw corrupt("the checksum of its data is wrong");
      }
      records++;
      return data;
    } catch (EOFException e) {
      throw ManabiException.user(
          name + ": record " + records + " is cut off; write the file again.", e);
    } catch (ZipException e) {
      throw ManabiException.user(
          name + ": the gzip data is corrupt after record " + records + "; write it again.", e);
    }
  }

  private int dataLength(byte[] header) throws EOFException {
    if (header.length < 12) {
      throw new EOFException();
    }
    ByteBuffer fields = littleEndian(header);
    long length = fields.getLong();
    if (fields.getInt() != MaskedCrc32c.of(header, 8) || length < 0 || length > MAX_RECORD) {
      throw corrupt("the checksum of its length is wrong");
    }
    return (int) length;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ManabiException corrupt(String what) {
    return ManabiException.user(
        name + ": record " + records + " is corrupt: " + what + "; write the file again.");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
