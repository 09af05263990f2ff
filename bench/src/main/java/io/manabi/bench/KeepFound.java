package io.manabi.bench;

import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Gives what a combine found to the main thread. */
final class KeepFound extends DoFn<List<byte[]>, Void> {
  private static final long serialVersionUID = 1L;

  private final String id;

  KeepFound(String id) {
    this.id = id;
  }

  @ProcessElement
  public void keep(@Element List<byte[]> found) {
    OneRowPerElement.FOUND.put(id, found);
  }
}
