package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.sources.ParquetBatchWriter;
import io.manabi.pipelines.sources.ParquetBatchWriter.Compression;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** What the files with the records are. */
public enum RecordFormat {
  /** TFRecord files of {@code tf.train.Example}, what trainers read; plain or gzip. */
  TFRECORD {
    @Override
    String extension(boolean gzip) {
      return gzip ? ".tfrecord.gz" : ".tfrecord";
    }

    @Override
    RecordSink open(Location file, Schema columns, boolean gzip) throws IOException {
      OutputStream out = create(file);
      return new Examples(new TfRecordWriter(gzip ? new GZIPOutputStream(out, BUFFER) : out));
    }
  },

  /** Parquet files, which other tools read; their pages are packed with Snappy or gzip. */
  PARQUET {
    @Override
    String extension(boolean gzip) {
      return ".parquet";
    }

    @Override
    RecordSink open(Location file, Schema columns, boolean gzip) throws IOException {
      return new Rows(
          new ParquetBatchWriter(
              create(file), columns, gzip ? Compression.GZIP : Compression.SNAPPY));
    }
  };

  private static final int BUFFER = 1 << 16;

  /** What the names of the files end with. */
  abstract String extension(boolean gzip);

  /**
   * Begins a file.
   *
   * @param columns those of the records
   */
  abstract RecordSink open(Location file, Schema columns, boolean gzip) throws IOException;

  private static OutputStream create(Location file) throws IOException {
    return new BufferedOutputStream(file.create(), BUFFER);
  }

  private record Examples(TfRecordWriter writer) implements RecordSink {
    @Override
    public void write(Batch rows) throws IOException {
      for (int row = 0; row < rows.rows(); row++) {
        writer.write(ExampleCodec.encode(rows, row));
      }
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  private record Rows(ParquetBatchWriter writer) implements RecordSink {
    @Override
    public void write(Batch rows) throws IOException {
      writer.write(rows);
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
