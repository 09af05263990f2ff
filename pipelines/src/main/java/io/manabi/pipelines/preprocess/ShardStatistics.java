package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import io.manabi.core.files.Location;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.passes.WholeFile;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The statistics of the rows of a shard, before and after. */
final class ShardStatistics {

  /** The rows as they are read, or as they are written. */
  enum Stage {
    RAW,
    TRANSFORMED
  }

  private final StatisticsAccumulator raw = new StatisticsAccumulator();
  private final StatisticsAccumulator transformed = new StatisticsAccumulator();

  /** Adds rows: the same ones before and after. */
  void add(Batch before, Batch after) {
    raw.add(before);
    transformed.add(after);
  }

  /** Counts a row that is not among the records. */
  void addBadRow(BadRow row) {
    raw.addBadRow(row);
  }

  /** Keeps the statistics in a folder; a second try of the same shard gives the same files. */
  void write(Location folder, Shard shard) {
    write(file(folder, shard, Stage.RAW), raw);
    write(file(folder, shard, Stage.TRANSFORMED), transformed);
  }

  private static void write(Location file, StatisticsAccumulator statistics) {
    try {
      WholeFile.write(file, statistics.toBytes());
    } catch (IOException e) {
      throw file.cannotWrite(e);
    }
  }

  /** Reads what {@link #write(Location, Shard)} kept. */
  static StatisticsAccumulator read(Location folder, Shard shard, Stage stage) {
    Location file = file(folder, shard, stage);
    try (InputStream in = file.open()) {
      return StatisticsAccumulator.fromBytes(in.readAllBytes());
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }

  private static Location file(Location folder, Shard shard, Stage stage) {
    return folder.resolve(
        String.format(Locale.ROOT, "%s-%05d-%s", shard.dataSet(), shard.index(), stage));
  }
}
