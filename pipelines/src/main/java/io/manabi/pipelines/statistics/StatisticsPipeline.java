package io.manabi.pipelines.statistics;

import io.manabi.core.Batch;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.TemporaryFolder;
import io.manabi.pipelines.passes.BadRowFiles;
import io.manabi.pipelines.passes.Pass;
import io.manabi.pipelines.passes.Quarantine;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.passes.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.jspecify.annotations.Nullable;

/** Computes the statistics of a data set in one pass. */
public final class StatisticsPipeline {
  private static final String DATA = "statistics";

  private StatisticsPipeline() {}

  /**
   * Reads a source once. Rows that cannot be read are counted and left out.
   *
   * @param source the data
   * @param runner what runs the pass; the result comes through its temporary folder
   * @param progress told now and then how far it is, on the thread that calls
   * @return the statistics, which can still be merged with those of other data; the same to the
   *     last bit for the same data
   * @throws ManabiException if the source cannot be read, or not one of its rows
   */
  public static StatisticsAccumulator run(
      RecordSource source, Runner runner, Consumer<StatisticsProgress> progress) {
    return run(source, ExactCounts.NONE, runner, progress, null);
  }

  /**
   * As {@link #run(RecordSource, Runner, Consumer)}.
   *
   * @param exact what is counted exactly however many values there are
   * @param quarantine where the rows go that cannot be read, also if not one can; null for nowhere
   */
  public static StatisticsAccumulator run(
      RecordSource source,
      ExactCounts exact,
      Runner runner,
      Consumer<StatisticsProgress> progress,
      @Nullable Quarantine quarantine) {
    runner.registerFileSystems();
    List<NumberedSplit> splits = new ArrayList<>();
    source.splits().forEach(split -> splits.add(new NumberedSplit(splits.size(), split)));
    StatisticsAccumulator result = StatisticsAccumulator.of(source.schema());
    ReadSplit read = new ReadSplit(exact, quarantine == null ? null : quarantine.next());
    result.merge(StatisticsAccumulator.fromBytes(run(splits, read, runner, progress)));
    if (quarantine != null) {
      quarantine.write();
    }
    DataStatistics statistics = result.statistics("");
    if (statistics.rows() == 0 && statistics.badRows() > 0) {
      throw ManabiException.user(
          "None of the "
              + statistics.badRows()
              + " rows can be read; the first is "
              + statistics.firstBadRow()
              + (quarantine == null ? "" : ". All are in " + quarantine.file())
              + ". Check the format.");
    }
    return result;
  }

  private static byte[] run(
      List<NumberedSplit> splits,
      ReadSplit read,
      Runner runner,
      Consumer<StatisticsProgress> progress) {
    Location folder = runner.temporary();
    try (TemporaryFolder temporary = TemporaryFolder.beside(folder.resolve("manabi-statistics"))) {
      Location file = temporary.location().resolve("all");
      run(splits, read, file, runner, progress);
      try (InputStream in = file.open()) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    }
  }

  private static void run(
      List<NumberedSplit> splits,
      ReadSplit read,
      Location file,
      Runner runner,
      Consumer<StatisticsProgress> progress)
      throws IOException {
    Pass.run(
        runner,
        pipeline ->
            pipeline
                .apply(
                    "Splits",
                    Create.of(splits).withCoder(SerializableCoder.of(NumberedSplit.class)))
                .apply("Distribute", Reshuffle.viaRandomKey())
                .apply("Read", ParDo.of(read))
                .setCoder(SerializableCoder.of(MergeInOrder.Part.class))
                .apply("Merge", Combine.globally(new MergeInOrder()))
                .apply("Keep", ParDo.of(new Keep(file))),
        (rows, done) ->
            progress.accept(
                new StatisticsProgress(rows, done == 0 ? 0 : rows * splits.size() / done)));
  }

  /** A split and its place among all of them. */
  private record NumberedSplit(int number, RecordSplit split) implements Serializable {}

  private static final class ReadSplit extends DoFn<NumberedSplit, MergeInOrder.Part> {
    private static final long serialVersionUID = 1L;

    private final ExactCounts exact;
    private final @Nullable BadRowFiles badRows;

    ReadSplit(ExactCounts exact, @Nullable BadRowFiles badRows) {
      this.exact = exact;
      this.badRows = badRows;
    }

    @ProcessElement
    public void read(@Element NumberedSplit element, OutputReceiver<MergeInOrder.Part> out) {
      StatisticsAccumulator statistics = new StatisticsAccumulator(exact);
      Counter rows = Pass.rows(DATA);
      try (BadRowFiles.Part part = badRows == null ? null : badRows.part(DATA, element.number());
          BatchReader reader = element.split().open(bad(statistics, part))) {
        for (Batch batch = reader.read(); batch != null; batch = reader.read()) {
          statistics.add(batch);
          rows.inc(batch.rows());
        }
      }
      Pass.splits().inc();
      out.output(new MergeInOrder.Part(element.number(), 0, statistics.toBytes()));
    }

    private static BadRows bad(StatisticsAccumulator statistics, BadRowFiles.@Nullable Part part) {
      return part == null ? statistics::addBadRow : part.and(statistics::addBadRow);
    }
  }

  private static final class Keep extends DoFn<byte[], Void> {
    private static final long serialVersionUID = 1L;

    private final Location file;

    Keep(Location file) {
      this.file = file;
    }

    @ProcessElement
    public void keep(@Element byte[] statistics) throws IOException {
      WholeFile.write(file, statistics);
    }
  }
}
