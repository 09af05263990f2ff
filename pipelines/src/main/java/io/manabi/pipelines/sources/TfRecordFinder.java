package io.manabi.pipelines.sources;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.records.TfRecordReader;
import io.manabi.core.records.WideFeatures;
import io.manabi.pipelines.FoundColumn;
import java.io.IOException;

/** Finds the columns of Examples in TFRecord files, or of the requests that were logged there. */
final class TfRecordFinder {
  private TfRecordFinder() {}

  /** Adds what at most so many records tell; the file is only named. */
  static void find(InputFile file, TfRecordReader reader, long records, ColumnFinder finder)
      throws IOException {
    for (long count = 0; count < records && !finder.isEnough(); count++) {
      byte[] record = reader.readAny();
      if (record == null) {
        return;
      }
      if (!reader.isIntact()) {
        finder.leaveOut(file.path(), "does not fit its checksum");
        continue;
      }
      find(file, record, finder);
    }
  }

  private static void find(InputFile file, byte[] record, ColumnFinder finder) {
    try {
      for (byte[] example : LoggedRequests.examples(record)) {
        Example.parseFrom(example)
            .getFeatures()
            .getFeatureMap()
            .forEach((name, feature) -> finder.add(column(name, feature)));
        finder.addRow();
      }
    } catch (LoggedRequests.UnusableException e) {
      finder.leaveOut(file.path(), e.problem().reason());
    } catch (InvalidProtocolBufferException e) {
      finder.leaveOut(file.path(), "is no Example");
    }
  }

  private static FoundColumn column(String name, Feature feature) {
    int count = WideFeatures.count(feature);
    ColumnType type = WideFeatures.type(feature).orElse(null);
    return new FoundColumn(
        name, count > 0 ? type : null, count > 0 ? null : type, count > 1, false, false);
  }
}
