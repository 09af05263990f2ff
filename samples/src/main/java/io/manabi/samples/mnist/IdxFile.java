package io.manabi.samples.mnist;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The content of a file in MNIST's IDX format: a magic number that tells the number of dimensions,
 * the dimensions, and the bytes. See <a href="http://yann.lecun.com/exdb/mnist/">The MNIST
 * database</a>. A file that is compressed with gzip is unpacked.
 *
 * @param items the first dimension: how many images or labels there are
 * @param itemBytes the bytes of one of them
 * @param bytes the bytes of all, one after the other
 */
@SuppressWarnings("ArrayRecordComponent") // Tens of megabytes that nobody compares or changes.
record IdxFile(int items, int itemBytes, byte[] bytes) {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int MAX_BYTES = 1 << 30;

  /**
   * Reads a file of images.
   *
   * @throws ManabiException if the file is no such, or its images are not of this size
   */
  static IdxFile images(Path file, int height, int width) {
    return read(file, height, width);
  }

  /**
   * Reads a file of labels.
   *
   * @throws ManabiException if the file is no such
   */
  static IdxFile labels(Path file) {
    return read(file);
  }

  /** Item number {@code index}, from 0. */
  byte[] item(int index) {
    return java.util.Arrays.copyOfRange(bytes, index * itemBytes, (index + 1) * itemBytes);
  }

  private static IdxFile read(Path file, int... shape) {
    try (InputStream in = open(file)) {
      int expected = UNSIGNED_BYTES << 8 | (1 + shape.length);
      int magic = integer(in, file);
      if (magic != expected) {
        throw wrong(
            file,
            String.format(Locale.ROOT, "begins with 0x%08x, expected 0x%08x", magic, expected));
      }
      int items = integer(in, file);
      int itemBytes = 1;
      for (int size : shape) {
        int found = integer(in, file);
        if (found != size) {
          throw wrong(file, "has a dimension of " + found + ", expected " + size);
        }
        itemBytes *= size;
      }
      long size = (long) items * itemBytes;
      if (items < 1 || size > MAX_BYTES) {
        throw wrong(file, "says that it holds " + items + " items");
      }
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw wrong(
            file,
            String.format(
                Locale.ROOT,
                "is cut off: it has %d bytes of data, expected %d",
                bytes.length,
                size));
      }
      if (in.read() >= 0) {
        throw wrong(file, "goes on after the " + items + " items that it should hold");
      }
      return new IdxFile(items, itemBytes, bytes);
    } catch (EOFException e) {
      throw wrong(file, "is cut off");
    } catch (ZipException e) {
      throw wrong(file, "is corrupt gzip (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Opens a file, unpacked. */
  static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static int integer(InputStream in, Path file) throws IOException {
    byte[] four = in.readNBytes(4);
    if (four.length < 4) {
      throw wrong(file, "is cut off in its header");
    }
    return ByteBuffer.wrap(four).getInt();
  }

  private static ManabiException wrong(Path file, String what) {
    return ManabiException.user(
        file + " is not the file it should be: it " + what + "; get the original again.");
  }
}
