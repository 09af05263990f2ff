package io.manabi.pipelines.preprocess;

import io.manabi.core.Batch;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
  void write(Path folder, Shard shard) {
    write(file(folder, shard, Stage.RAW), raw);
    write(file(folder, shard, Stage.TRANSFORMED), transformed);
  }

  private static void write(Path file, StatisticsAccumulator statistics) {
    try {
      // Without the folder it makes none: if the run has failed, that was deleted for good.
      Files.write(file, statistics.toBytes());
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** Reads what {@link #write(Path, Shard)} kept. */
  static StatisticsAccumulator read(Path folder, Shard shard, Stage stage) {
    Path file = file(folder, shard, stage);
    try {
      return StatisticsAccumulator.fromBytes(Files.readAllBytes(file));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static Path file(Path folder, Shard shard, Stage stage) {
    return folder.resolve("%s-%05d-%s".formatted(shard.dataSet(), shard.index(), stage));
  }
}
