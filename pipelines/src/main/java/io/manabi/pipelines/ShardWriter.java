package io.manabi.pipelines;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.ManabiException;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** Reads the batches of a shard, transforms them and writes its file. */
final class ShardWriter extends DoFn<Shard, Void> {
  /** The namespace of the counters of rows, whose names are those of the data sets. */
  static final String ROWS = "rows";

  private static final long serialVersionUID = 1L;
  private static final int BUFFER = 1 << 16;

  private final String job = UUID.randomUUID().toString();
  private final TransformGraph transform;
  private final String function;
  private final boolean gzip;
  private final String folder;
  private transient @Nullable TransformSession session;

  ShardWriter(PreprocessJob job, Path folder) {
    this.transform = job.transform();
    this.function = job.function();
    this.gzip = job.gzip();
    this.folder = folder.toString();
  }

  @Setup
  public void open() {
    session = SharedSession.acquire(job, transform, function);
  }

  @Teardown
  public void close() {
    SharedSession.release(job);
  }

  /** Writes the file under another name first: a second try may run beside the first. */
  @ProcessElement
  public void write(@Element Shard shard) throws IOException {
    Path temporary = Path.of(folder, "." + UUID.randomUUID());
    try {
      try (TfRecordWriter writer = new TfRecordWriter(create(temporary))) {
        for (RecordSplit split : shard.splits()) {
          write(shard, split, writer);
        }
      }
      Files.move(
          temporary,
          Path.of(folder, shard.fileName(gzip)),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void write(Shard shard, RecordSplit split, TfRecordWriter writer) throws IOException {
    try (BatchReader reader = split.open(ShardWriter::refuse)) {
      for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
        write(requireNonNull(session).apply(batch), writer);
        Metrics.counter(ROWS, shard.dataSet()).inc(batch.rows());
      }
    }
  }

  private static void refuse(BadRow row) {
    throw ManabiException.user(row.file() + " line " + row.line() + ": " + row.reason() + ".");
  }

  private static void write(Batch batch, TfRecordWriter writer) throws IOException {
    for (int row = 0; row < batch.rows(); row++) {
      writer.write(ExampleCodec.encode(batch, row));
    }
  }

  private OutputStream create(Path file) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    return gzip ? new GZIPOutputStream(out, BUFFER) : out;
  }
}
