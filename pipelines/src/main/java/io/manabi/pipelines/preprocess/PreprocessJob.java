package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.passes.Runner;
import io.manabi.transform.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What to preprocess and where to.
 *
 * @param preprocessing the functions; their analyzers read the data set {@code train} if there is
 *     one, else all data sets; so does deduplication
 * @param function the function that makes the records; its outputs are columns
 * @param inputs the rows to read, by the name of the data set, as {@code train} or {@code test}
 * @param output the folder to write: a new or empty one, or what a job wrote before, which is
 *     replaced
 * @param settings how to go about it
 * @param progress told now and then how far it is, on the thread that runs the job
 */
public record PreprocessJob(
    Preprocessing preprocessing,
    String function,
    Map<String, RecordSource> inputs,
    Location output,
    Settings settings,
    Consumer<PreprocessProgress> progress) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

  /**
   * How to go about it.
   *
   * @param shards how many files to write for each data set, at most
   * @param format what the files are
   * @param gzip whether to compress the files
   * @param statistics whether to write statistics of the data before and after, which takes no pass
   *     more but some time
   * @param maxBadFraction the job fails if more than this part of the rows of a pass, from 0 to 1,
   *     cannot be used
   * @param deduplicate the columns in which rows differ: of those that have the same values only
   *     the first is used; an empty list is all columns. Without, all rows are used
   * @param cache a folder that keeps what analyzers know of each span for the next job
   * @param runner what runs the passes
   */
  public record Settings(
      int shards,
      RecordFormat format,
      boolean gzip,
      boolean statistics,
      double maxBadFraction,
      Optional<List<String>> deduplicate,
      Optional<Location> cache,
      Runner runner) {

    /**
     * Four plain TFRecord files for each data set, with statistics, at most one row in a hundred
     * bad, on this machine.
     */
    public static final Settings DEFAULT =
        new Settings(
            4,
            RecordFormat.TFRECORD,
            false,
            true,
            0.01,
            Optional.empty(),
            Optional.empty(),
            Runner.direct());

    /** Checks the numbers. */
    public Settings {
      requireNonNull(format, "format");
      requireNonNull(runner, "runner");
      if (shards < 1 || shards > 99_999) {
        throw ManabiException.user(
            "The number of shards is " + shards + "; it must be between 1 and 99999.");
      }
      if (!(maxBadFraction >= 0 && maxBadFraction <= 1)) {
        throw ManabiException.user(
            "The part of rows that may be bad is " + maxBadFraction + "; it must be from 0 to 1.");
      }
    }

    /** The same with another number of files. */
    public Settings withShards(int count) {
      return new Settings(
          count, format, gzip, statistics, maxBadFraction, deduplicate, cache, runner);
    }

    /** The same with another kind of files. */
    public Settings withFormat(RecordFormat another) {
      return new Settings(
          shards, another, gzip, statistics, maxBadFraction, deduplicate, cache, runner);
    }

    /** The same with compressed files or plain ones. */
    public Settings withGzip(boolean compress) {
      return new Settings(
          shards, format, compress, statistics, maxBadFraction, deduplicate, cache, runner);
    }

    /** The same with statistics of the data before and after or without. */
    public Settings withStatistics(boolean compute) {
      return new Settings(
          shards, format, gzip, compute, maxBadFraction, deduplicate, cache, runner);
    }

    /** The same with another part of rows that may be bad. */
    public Settings withMaxBadFraction(double fraction) {
      return new Settings(shards, format, gzip, statistics, fraction, deduplicate, cache, runner);
    }

    /** The same with rows that have the same values in some columns, or in all, used once. */
    public Settings withDeduplication(List<String> columns) {
      Optional<List<String>> once = Optional.of(List.copyOf(columns));
      return new Settings(shards, format, gzip, statistics, maxBadFraction, once, cache, runner);
    }

    /** The same with what analyzers know kept in a folder. */
    public Settings withCache(Location folder) {
      Optional<Location> kept = Optional.of(folder);
      return new Settings(
          shards, format, gzip, statistics, maxBadFraction, deduplicate, kept, runner);
    }

    /** The same on another runner. */
    public Settings withRunner(Runner another) {
      return new Settings(
          shards, format, gzip, statistics, maxBadFraction, deduplicate, cache, another);
    }

    String extension() {
      return format.extension(gzip);
    }
  }

  /** Checks the names. */
  public PreprocessJob {
    requireNonNull(preprocessing, "preprocessing");
    requireNonNull(output, "output");
    requireNonNull(settings, "settings");
    requireNonNull(progress, "progress");
    inputs = new TreeMap<>(inputs);
    if (inputs.isEmpty()) {
      throw ManabiException.user("There is no data set to preprocess; give at least one.");
    }
    for (String name : inputs.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw ManabiException.user(
            "'" + name + "' cannot name a data set; use letters, digits and underscores.");
      }
    }
  }

  /** A job with the default settings that tells nobody how far it is. */
  public static PreprocessJob of(
      Preprocessing preprocessing, String function, Map<String, RecordSource> inputs, Path output) {
    return of(preprocessing, function, inputs, Location.of(output));
  }

  /** The same with an output that may be elsewhere. */
  public static PreprocessJob of(
      Preprocessing preprocessing,
      String function,
      Map<String, RecordSource> inputs,
      Location output) {
    return new PreprocessJob(
        preprocessing, function, inputs, output, Settings.DEFAULT, progress -> {});
  }

  /** The same with other settings. */
  public PreprocessJob with(Settings others) {
    return new PreprocessJob(preprocessing, function, inputs, output, others, progress);
  }

  /** The same with another listener. */
  public PreprocessJob withProgress(Consumer<PreprocessProgress> listener) {
    return new PreprocessJob(preprocessing, function, inputs, output, settings, listener);
  }

  Optional<Location> cache() {
    return settings.cache();
  }

  Runner runner() {
    return settings.runner();
  }
}
