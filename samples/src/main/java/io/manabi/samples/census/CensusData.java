package io.manabi.samples.census;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.samples.files.Download;
import io.manabi.samples.files.OriginalFiles;
import io.manabi.samples.files.OriginalFiles.Original;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The data set "Adult" of B. Becker and R. Kohavi, as the <a
 * href="https://archive.ics.uci.edu/dataset/2/adult">UCI Machine Learning Repository</a> has it.
 *
 * @param train 32,561 rows
 * @param test 16,281 rows, whose labels end with a dot
 */
public record CensusData(Path train, Path test) {
  /** The columns of the files, in their order. */
  public static final List<String> COLUMNS =
      List.of(
          "age",
          "workclass",
          "fnlwgt",
          "education",
          "education_num",
          "marital_status",
          "occupation",
          "relationship",
          "race",
          "sex",
          "capital_gain",
          "capital_loss",
          "hours_per_week",
          "native_country",
          "income");

  private static final String TRAIN = "adult.data";
  private static final String TEST = "adult.test";

  // With the empty line at the end, as the repository has them, and without.
  private static final List<Original> ORIGINALS =
      List.of(
          new Original(
              TRAIN,
              List.of("5d7c39d7b8804f071cdd1f2a7c460872", "3b47a7aa751a9626f7123f62764797f4")),
          new Original(
              TEST,
              List.of("35238206dfdf7f1fe215bbb874adecdc", "3459d265a3ef4230b4c05c9fe59db23a")));

  private static final List<Download> DOWNLOADS =
      List.of(
          new Download.Mirror(
              "https://archive.ics.uci.edu/ml/machine-learning-databases/adult/", ""));

  /**
   * Gets the files, unpacked, in a cache.
   *
   * @param cache the directory where they are kept
   * @param directory the user's directory with the two files, gzip or not; if absent, they come
   *     from the cache or the network
   * @param log is told in a sentence where they come from
   * @throws ManabiException if a file is missing, cannot be fetched or is not the original
   */
  public static CensusData get(Path cache, Optional<Path> directory, Consumer<String> log) {
    new OriginalFiles("the census data", ORIGINALS, cache, DOWNLOADS).get(directory, log);
    return new CensusData(cache.resolve(TRAIN), cache.resolve(TEST));
  }

  /** The rows of a file of this kind. */
  public static RecordSource rows(Schema schema, Path file) {
    return CsvSource.of(schema, List.of(file.toString()), CsvFormat.uci(COLUMNS));
  }
}
