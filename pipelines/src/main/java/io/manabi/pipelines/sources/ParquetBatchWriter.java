package io.manabi.pipelines.sources;

import io.manabi.core.Batch;
import io.manabi.core.Schema;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Writes batches into a Parquet file: one value per row as a required field, optional ones as an
 * optional field, several as a list.
 */
public final class ParquetBatchWriter implements Closeable {
  private final ParquetWriter<ParquetRow> writer;

  /** How pages are packed. */
  public enum Compression {
    /** Fast. */
    SNAPPY,
    /** Small. */
    GZIP
  }

  /**
   * A writer.
   *
   * @param out takes the file; {@link #close()} closes it
   * @param schema the columns
   */
  public ParquetBatchWriter(OutputStream out, Schema schema, Compression compression)
      throws IOException {
    this.writer =
        new Builder(new Output(out), schema)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs())
            .withCompressionCodec(
                compression == Compression.GZIP
                    ? CompressionCodecName.GZIP
                    : CompressionCodecName.SNAPPY)
            .build();
  }

  /** Writes all rows of a batch, whose schema is the writer's. */
  public void write(Batch batch) throws IOException {
    for (int row = 0; row < batch.rows(); row++) {
      writer.write(new ParquetRow(batch, row));
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<ParquetRow, Builder> {
    private final Schema schema;

    Builder(OutputFile file, Schema schema) {
      super(file);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ParquetRow> getWriteSupport(ParquetConfiguration configuration) {
      return new ParquetRowWriter(schema);
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract, so it has to be there.
    protected WriteSupport<ParquetRow> getWriteSupport(Configuration configuration) {
      return new ParquetRowWriter(schema);
    }
  }

  private record Output(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new DelegatingPositionOutputStream(out) {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int b) throws IOException {
          super.write(b);
          position++;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
          super.write(bytes);
          position += bytes.length;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          super.write(bytes, from, length);
          position += length;
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
