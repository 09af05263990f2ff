package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.records.ExampleCodec;
import io.manabi.pipelines.passes.Shared;
import io.manabi.samples.census.CensusPreprocessing;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** Makes an Example of a row. */
final class TransformRow extends DoFn<Batch, byte[]> {
  private static final long serialVersionUID = 1L;

  private final String id = UUID.randomUUID().toString();
  private final TransformGraph graph;
  private transient @Nullable TransformSession session;

  TransformRow(TransformGraph graph) {
    this.graph = graph;
  }

  @Setup
  public void open() {
    session =
        Shared.acquire(
            id,
            TransformSession.class,
            () -> new TransformSession(graph, CensusPreprocessing.FEATURES));
  }

  @Teardown
  public void close() throws Exception {
    Shared.release(id);
  }

  @ProcessElement
  public void transform(@Element Batch row, OutputReceiver<byte[]> out) {
    out.output(ExampleCodec.encode(requireNonNull(session).apply(row), 0));
  }
}
