package io.manabi.core.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to whose end pieces are written, each whole or not at all: what a full disk leaves of one
 * is taken away, so that the next one follows the last that is whole.
 */
public final class AppendingFile implements Closeable {
  private final FileChannel channel;
  private long length;

  private AppendingFile(FileChannel channel, long length) {
    this.channel = channel;
    this.length = length;
  }

  /** Opens a file, or makes it. */
  public static AppendingFile open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new AppendingFile(channel, channel.size());
  }

  /**
   * Writes a piece, which is in the file when this returns.
   *
   * @throws IOException if it cannot be written; the file is as it was
   */
  public void append(byte[] piece) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(piece);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, length + bytes.position());
      }
    } catch (IOException e) {
      channel.truncate(length);
      throw e;
    }
    length += piece.length;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
