package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.files.Location;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.pipelines.passes.RowByRow;
import io.manabi.pipelines.passes.Shared;
import io.manabi.pipelines.passes.WholeFile;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** Reads the batches of a shard, transforms them and writes its file. */
final class ShardWriter extends DoFn<Shard, Void> {
  private static final long serialVersionUID = 1L;

  private final String id = UUID.randomUUID().toString();
  private final TransformGraph transform;
  private final GraphFiles files;
  private final String function;
  private final RecordFormat format;
  private final boolean gzip;
  private final @Nullable Location statistics;
  private final Location folder;
  private final BadRowFiles badRows;
  private transient @Nullable TransformSession session;

  /**
   * A writer.
   *
   * @param files those of the graph
   * @param folder where the files go
   * @param statistics where statistics go; null for none
   */
  ShardWriter(
      PreprocessJob job,
      TransformGraph transform,
      GraphFiles files,
      Location folder,
      @Nullable Location statistics,
      BadRowFiles badRows) {
    this.transform = transform;
    this.files = files;
    this.function = job.function();
    this.format = job.settings().format();
    this.gzip = job.settings().gzip();
    this.statistics = statistics;
    this.folder = folder;
    this.badRows = badRows;
  }

  @Setup
  public void open() {
    Path here = files.acquire(id);
    session =
        Shared.acquire(
            id,
            TransformSession.class,
            () -> new TransformSession(transform.withFiles(here), function));
  }

  @Teardown
  public void close() throws Exception {
    Shared.release(id);
    files.release(id);
  }

  /** Writes the file under another name first: a second try may run beside the first. */
  @ProcessElement
  public void write(@Element Shard shard) throws IOException {
    Location file = folder.resolve(shard.fileName(format.extension(gzip)));
    Location temporary = WholeFile.temporary(file);
    ShardStatistics counted = statistics == null ? null : new ShardStatistics();
    try {
      try (RecordSink sink = format.open(temporary, transform.outputs(function), gzip)) {
        for (IndexedSplit split : shard.splits()) {
          write(split, sink, counted);
          Pass.splits().inc();
        }
      }
      if (counted != null) {
        counted.write(requireNonNull(statistics), shard);
      }
      temporary.moveTo(file);
    } finally {
      temporary.delete();
    }
  }

  private void write(IndexedSplit split, RecordSink sink, @Nullable ShardStatistics counted)
      throws IOException {
    TransformSession transformation = requireNonNull(session);
    Counter rows = Pass.rows(split.dataSet());
    try (BadRowFiles.Part part = badRows.part(split.dataSet(), split.index())) {
      BadRows bad = counted == null ? part : part.and(counted::addBadRow);
      try (BatchReader reader = split.split().open(bad)) {
        for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
          transformation.requireRowsApart(batch);
          rows.inc(
              RowByRow.apply(
                  reader,
                  batch,
                  bad,
                  good -> {
                    Batch transformed = transformation.apply(good);
                    sink.write(transformed);
                    if (counted != null) {
                      counted.add(good, transformed);
                    }
                  }));
        }
      }
    }
  }
}
