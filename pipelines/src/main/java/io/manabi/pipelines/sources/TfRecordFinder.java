package io.manabi.pipelines.sources;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.records.TfRecordReader;
import io.manabi.core.records.WideFeatures;
import io.manabi.pipelines.FoundColumn;
import java.io.IOException;

/** Finds the columns of Examples in TFRecord files. */
final class TfRecordFinder {
  private TfRecordFinder() {}

  /** Adds what at most so many records tell; the file is only named. */
  static void find(InputFile file, TfRecordReader reader, long records, ColumnFinder finder)
      throws IOException {
    for (long record = 0; record < records && !finder.isEnough(); record++) {
      byte[] example = reader.readAny();
      if (example == null) {
        return;
      }
      if (!reader.isIntact()) {
        finder.leaveOut(file.path(), "does not fit its checksum");
        continue;
      }
      try {
        Example.parseFrom(example)
            .getFeatures()
            .getFeatureMap()
            .forEach((name, feature) -> finder.add(column(name, feature)));
        finder.addRow();
      } catch (InvalidProtocolBufferException e) {
        finder.leaveOut(file.path(), "is no Example");
      }
    }
  }

  private static FoundColumn column(String name, Feature feature) {
    int count = WideFeatures.count(feature);
    ColumnType type = WideFeatures.type(feature).orElse(null);
    return new FoundColumn(
        name, count > 0 ? type : null, count > 0 ? null : type, count > 1, false, false);
  }
}
