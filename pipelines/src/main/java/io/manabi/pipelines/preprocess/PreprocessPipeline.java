package io.manabi.pipelines.preprocess;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSplit;
import io.manabi.transform.TransformOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Applies a preprocessing to whole data sets and writes files of records. */
public final class PreprocessPipeline {
  /** The sub-folder of the output with the transform graph. */
  public static final String TRANSFORM = TransformOutput.GRAPH;

  /** The sub-folder of the output with the schema and statistics of the data as they were read. */
  public static final String RAW_METADATA = "raw_metadata";

  /** The sub-folder of the output with the schema and statistics of the records. */
  public static final String TRANSFORMED_METADATA = "transformed_metadata";

  /** The file of the output with the rows that could not be used, if there are any. */
  public static final String QUARANTINE = "quarantine.jsonl";

  private PreprocessPipeline() {}

  /**
   * Runs a job. The output folder is written as a whole or not at all, where there is no other way
   * file by file, that of the transform graph as the last: files {@code
   * NAME-00000-of-00004.tfrecord}, with {@code .gz} if compressed, or {@code .parquet}, for each
   * data set; the transform graph in {@value #TRANSFORM}, which {@link TransformOutput} reads;
   * schemas and statistics in {@value #RAW_METADATA} and {@value #TRANSFORMED_METADATA}; and bad
   * rows in {@value #QUARANTINE}. If there are too many bad rows, they are in a file beside the
   * folder, {@code OUTPUT.quarantine.jsonl}.
   *
   * @throws ManabiException if the output folder has something else in it, an input cannot be read,
   *     too many rows cannot be used or the output cannot be written
   */
  public static PreprocessResult run(PreprocessJob job) {
    job.runner().registerFileSystems();
    Map<String, List<IndexedSplit>> splits = new TreeMap<>();
    job.inputs().forEach((name, source) -> splits.put(name, index(name, source.splits())));
    OutputFolder.check(job.output(), splits.values());
    Run[] done = new Run[1];
    OutputFolder.write(
        job.output(),
        place -> {
          done[0] = new Run(job, place);
          done[0].run(splits);
        });
    return result(job, done[0]);
  }

  private static List<IndexedSplit> index(String dataSet, List<? extends RecordSplit> splits) {
    List<IndexedSplit> indexed = new ArrayList<>();
    for (RecordSplit split : splits) {
      indexed.add(new IndexedSplit(dataSet, indexed.size(), split));
    }
    return indexed;
  }

  private static PreprocessResult result(PreprocessJob job, Run done) {
    Map<String, PreprocessResult.DataSet> dataSets = new TreeMap<>();
    done.files()
        .forEach(
            (name, files) -> {
              List<Location> all = files.stream().map(job.output()::resolve).toList();
              dataSets.put(
                  name,
                  new PreprocessResult.DataSet(
                      all,
                      done.rows().getOrDefault(name, 0L),
                      all.stream().mapToLong(PreprocessPipeline::size).sum()));
            });
    return new PreprocessResult(
        job.output().resolve(TRANSFORM),
        dataSets,
        done.emptyColumns(),
        done.badRows(),
        done.duplicates());
  }

  /** Checks that the data have the columns that something reads. */
  static void check(String reader, Schema needed, String dataSet, Schema schema) {
    for (Column column : needed.columns()) {
      Column found =
          schema.columns().stream()
              .filter(candidate -> candidate.name().equals(column.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      ManabiException.user(
                          "%s reads the column '%s', which the data set '%s' does not have; it has %s."
                              .formatted(
                                  reader,
                                  column.name(),
                                  dataSet,
                                  schema.columns().stream().map(Column::name).toList())));
      if (found.type() != column.type() || !fits(column, found)) {
        throw ManabiException.user(
            "%s reads the column '%s' as %s with %s, but the data set '%s' has %s with %s."
                .formatted(
                    reader,
                    column.name(),
                    column.type(),
                    column.valueCount(),
                    dataSet,
                    found.type(),
                    found.valueCount()));
      }
    }
  }

  private static boolean fits(Column needed, Column found) {
    return needed.valueCount().isRagged()
        || (!found.valueCount().isRagged()
            && found.valueCount().max() == needed.valueCount().max()
            && needed.valueCount().min() <= found.valueCount().min());
  }

  private static long size(Location file) {
    try {
      return file.size();
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }
}
