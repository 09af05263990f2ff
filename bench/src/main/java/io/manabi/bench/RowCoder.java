package io.manabi.bench;

import io.manabi.core.Batch;
import io.manabi.core.Schema;
import io.manabi.core.records.ExampleCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;

/** A row as an Example. */
final class RowCoder extends CustomCoder<Batch> {
  private static final long serialVersionUID = 1L;

  private final Schema schema;

  RowCoder(Schema schema) {
    this.schema = schema;
  }

  @Override
  public void encode(Batch row, OutputStream out) throws IOException {
    ByteArrayCoder.of().encode(ExampleCodec.encode(row, 0), out);
  }

  @Override
  public Batch decode(InputStream in) throws IOException {
    return ExampleCodec.decode(schema, List.of(ByteArrayCoder.of().decode(in)));
  }
}
