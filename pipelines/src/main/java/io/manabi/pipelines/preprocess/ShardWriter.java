package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.records.ExampleCodec;
import io.manabi.core.records.TfRecordWriter;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.pipelines.passes.RowByRow;
import io.manabi.pipelines.passes.Shared;
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
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** Reads the batches of a shard, transforms them and writes its file. */
final class ShardWriter extends DoFn<Shard, Void> {
  private static final long serialVersionUID = 1L;
  private static final int BUFFER = 1 << 16;

  private final String id = UUID.randomUUID().toString();
  private final TransformGraph transform;
  private final String function;
  private final boolean gzip;
  private final String folder;
  private final BadRowFiles badRows;
  private transient @Nullable TransformSession session;

  ShardWriter(PreprocessJob job, TransformGraph transform, Path folder, BadRowFiles badRows) {
    this.transform = transform;
    this.function = job.function();
    this.gzip = job.gzip();
    this.folder = folder.toString();
    this.badRows = badRows;
  }

  @Setup
  public void open() {
    session =
        Shared.acquire(id, TransformSession.class, () -> new TransformSession(transform, function));
  }

  @Teardown
  public void close() throws Exception {
    Shared.release(id);
  }

  /** Writes the file under another name first: a second try may run beside the first. */
  @ProcessElement
  public void write(@Element Shard shard) throws IOException {
    Path temporary = Path.of(folder, "." + UUID.randomUUID());
    try {
      try (TfRecordWriter writer = new TfRecordWriter(create(temporary))) {
        for (IndexedSplit split : shard.splits()) {
          write(split, writer);
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

  private void write(IndexedSplit split, TfRecordWriter writer) throws IOException {
    TransformSession transformation = requireNonNull(session);
    Counter rows = Pass.rows(split.dataSet());
    try (BadRowFiles.Part bad = badRows.part(split.dataSet(), split.index());
        BatchReader reader = split.split().open(bad)) {
      for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
        rows.inc(
            RowByRow.apply(reader, batch, bad, good -> write(transformation.apply(good), writer)));
      }
    }
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
