package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Locale;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.SeekableInputStream;

/** Opens Parquet files on the file systems that Beam knows, without Hadoop. */
final class ParquetFiles {
  private ParquetFiles() {}

  /**
   * A reader of a file.
   *
   * @throws ManabiException if it is no Parquet file
   */
  static ParquetFileReader open(InputFile file) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs())
            .build();
    try {
      return ParquetFileReader.open(new Content(file), options);
    } catch (RuntimeException e) {
      // Parquet throws an exception without a type of its own for what is no Parquet file.
      throw ManabiException.user(
          file.path()
              + String.format(
                  Locale.ROOT,
                  " is no Parquet file, or cut off (%,d bytes); write it again, or give its format with --input-format.",
                  file.size()),
          e);
    }
  }

  private record Content(InputFile file) implements org.apache.parquet.io.InputFile {
    @Override
    public long getLength() {
      return file.size();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      ReadableByteChannel channel = file.channel();
      if (!(channel instanceof SeekableByteChannel seekable)) {
        channel.close();
        throw new IOException("Parquet needs a file system that can read from any place");
      }
      return new DelegatingSeekableInputStream(Channels.newInputStream(channel)) {
        @Override
        public long getPos() throws IOException {
          return seekable.position();
        }

        @Override
        public void seek(long position) throws IOException {
          seekable.position(position);
        }
      };
    }
  }
}
