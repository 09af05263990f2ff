package io.manabi.bench;

import io.manabi.core.Batch;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSplit;
import org.apache.beam.sdk.transforms.DoFn;

/** Emits row by row. */
final class ReadRows extends DoFn<RecordSplit, Batch> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void read(@Element RecordSplit split, OutputReceiver<Batch> out) {
    try (BatchReader reader = split.open(bad -> {})) {
      for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
        for (int row = 0; row < batch.rows(); row++) {
          out.output(batch.rows(row, row + 1));
        }
      }
    }
  }
}
