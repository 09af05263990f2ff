package io.manabi.pipelines.statistics;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.FoundColumns;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.TemporaryFolder;
import io.manabi.pipelines.passes.Pass;
import io.manabi.pipelines.passes.Quarantine;
import io.manabi.pipelines.passes.Runner;
import io.manabi.pipelines.passes.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.jspecify.annotations.Nullable;

/** Computes the statistics of a data set: in one pass, or two if later rows need wider columns. */
public final class StatisticsPipeline {
  private StatisticsPipeline() {}

  /**
   * Reads a source once. Rows that cannot be read are counted and left out. If the columns of the
   * source were found in some of its rows, and others do not fit them, it is {@link
   * RecordSource#widened} and read once more: nothing is kept of the first pass.
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
    RecordSource read = source;
    Result result = pass(read, exact, runner, progress, quarantine);
    for (RecordSource wider = wider(read, result); wider != null; wider = wider(read, result)) {
      if (quarantine != null) {
        quarantine.forgetLast();
      }
      read = wider;
      result = pass(read, exact, runner, progress, quarantine);
    }
    if (quarantine != null) {
      quarantine.write();
    }
    return requireRows(result.statistics(), quarantine);
  }

  /**
   * What a pass tells.
   *
   * @param statistics the statistics
   * @param found the columns of splits of which rows did not fit
   */
  private record Result(StatisticsAccumulator statistics, FoundColumns found) {}

  private static @Nullable RecordSource wider(RecordSource read, Result result) {
    return read.widened(result.found()).orElse(null);
  }

  private static Result pass(
      RecordSource source,
      ExactCounts exact,
      Runner runner,
      Consumer<StatisticsProgress> progress,
      @Nullable Quarantine quarantine) {
    List<ReadSplit.NumberedSplit> splits = new ArrayList<>();
    source.splits().forEach(split -> splits.add(new ReadSplit.NumberedSplit(splits.size(), split)));
    ReadSplit read = new ReadSplit(exact, quarantine == null ? null : quarantine.next());
    Result all = run(splits, read, runner, progress);
    StatisticsAccumulator result = StatisticsAccumulator.of(source.schema());
    result.merge(all.statistics());
    return new Result(result, all.found());
  }

  private static StatisticsAccumulator requireRows(
      StatisticsAccumulator result, @Nullable Quarantine quarantine) {
    if (result.rows() == 0 && result.badRows() > 0) {
      throw ManabiException.user(
          "None of the "
              + result.badRows()
              + " rows can be read; the first is "
              + result.firstBadRow()
              + (quarantine == null ? "" : ". All are in " + quarantine.file())
              + ". Check the format.");
    }
    return result;
  }

  private static Result run(
      List<ReadSplit.NumberedSplit> splits,
      ReadSplit read,
      Runner runner,
      Consumer<StatisticsProgress> progress) {
    Location folder = runner.temporary();
    try (TemporaryFolder temporary = TemporaryFolder.beside(folder.resolve("manabi-statistics"))) {
      Keep keep = new Keep(temporary.location());
      run(splits, read, keep, runner, progress);
      return keep.result();
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    }
  }

  private static void run(
      List<ReadSplit.NumberedSplit> splits,
      ReadSplit read,
      Keep keep,
      Runner runner,
      Consumer<StatisticsProgress> progress)
      throws IOException {
    Pass.run(
        runner,
        pipeline ->
            pipeline
                .apply(
                    "Splits",
                    Create.of(splits)
                        .withCoder(SerializableCoder.of(ReadSplit.NumberedSplit.class)))
                .apply("Distribute", Reshuffle.viaRandomKey())
                .apply("Read", ParDo.of(read))
                .setCoder(SerializableCoder.of(MergeInOrder.Part.class))
                .apply("Merge", Combine.globally(new MergeInOrder()))
                .setCoder(SerializableCoder.of(MergeInOrder.Part.class))
                .apply("Keep", ParDo.of(keep)),
        (rows, done) ->
            progress.accept(
                new StatisticsProgress(rows, done == 0 ? 0 : rows * splits.size() / done)));
  }

  /** Puts the result where the program finds it. */
  private static final class Keep extends DoFn<MergeInOrder.Part, Void> {
    private static final long serialVersionUID = 1L;

    private final Location statistics;
    private final Location columns;

    Keep(Location folder) {
      this.statistics = folder.resolve("statistics");
      this.columns = folder.resolve("columns");
    }

    @ProcessElement
    public void keep(@Element MergeInOrder.Part all) throws IOException {
      WholeFile.write(statistics, all.statistics());
      WholeFile.write(columns, all.columns());
    }

    Result result() throws IOException {
      return new Result(
          StatisticsAccumulator.fromBytes(read(statistics)), FoundColumns.fromBytes(read(columns)));
    }

    private static byte[] read(Location file) throws IOException {
      try (InputStream in = file.open()) {
        return in.readAllBytes();
      }
    }
  }
}
