package io.manabi.training.input;

import io.manabi.core.ManabiException;
import io.manabi.core.example.Example;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.records.TfRecordReader;
import io.manabi.core.records.TfRecordWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * TFRecord files, all compressed or none, or records that a program makes.
 *
 * @param files the files
 * @param skipsCorrupt whether a file is left at a record that is cut off or has a wrong checksum,
 *     for what follows cannot be found for certain; otherwise such a record is an error
 */
public record RecordFiles(List<Path> files, boolean skipsCorrupt) {
  private static final String RECORDS = ".tfrecord";

  private static final long READ_BUFFER = 1 << 20;

  private static final Set<Path> TEMPORARY = ConcurrentHashMap.newKeySet();

  /** Copies the list. */
  public RecordFiles {
    files = List.copyOf(files);
  }

  /**
   * Deletes the files of {@link #of(Iterable)}, before the process ends in a way that nothing else
   * hears of.
   */
  public static void deleteTemporary() {
    for (Path file : TEMPORARY) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It is in the folder for temporary files, which somebody empties.
      }
    }
  }

  /** Files in which each record must be whole. */
  public static RecordFiles whole(List<Path> files) {
    return new RecordFiles(files, false);
  }

  /**
   * The files of a data set in the output of preprocessing, sorted.
   *
   * @param folder that output
   * @param dataSet its name, such as {@code train}: its files are called {@code
   *     train-00000-of-00004.tfrecord} and so on, or only begin and end like this
   * @param skipsCorrupt as of the files
   * @throws ManabiException if the folder cannot be read, is no output of preprocessing, has no
   *     such data set, or lacks a shard of it
   */
  public static RecordFiles of(Path folder, String dataSet, boolean skipsCorrupt) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> records =
          all.filter(file -> String.valueOf(file.getFileName()).contains(RECORDS))
              .sorted()
              .toList();
      List<Path> files =
          records.stream()
              .filter(file -> file.getFileName().toString().startsWith(dataSet + "-"))
              .toList();
      if (files.isEmpty()) {
        throw ManabiException.user(
            records.isEmpty()
                ? "%s is no output of preprocessing, for it has no TFRecord files; name the folder that manabi preprocess wrote."
                    .formatted(folder)
                : "There is no data set '%s' in %s; it has %s."
                    .formatted(dataSet, folder, Shards.dataSets(records)));
      }
      Shards.requireAll(folder, files);
      return new RecordFiles(files, skipsCorrupt);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  /**
   * Records that a program makes, as of the rows of a query: a source of one's own. They are
   * written to a temporary file of this process, which is deleted when that ends by itself, for
   * each epoch reads them again in another order, and a training that goes on leaves out those that
   * it had.
   *
   * @param examples the same ones in the same order in every task, and when it is started again
   * @throws ManabiException if they cannot be written
   */
  public static RecordFiles of(Iterable<Example> examples) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path file = Files.createTempFile(folder, "manabi-examples-", ".tfrecord");
      TEMPORARY.add(file);
      try (TfRecordWriter writer = TfRecordWriter.create(file)) {
        for (Example example : examples) {
          writer.write(example.toByteArray());
        }
      }
      return whole(List.of(file));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** The records as a data set of strings, file after file. */
  Operand<? extends TType> dataset(Ops tf) {
    return dataset(tf, paths(tf));
  }

  /** The paths of the files, string [N]. */
  Operand<TString> paths(Ops tf) {
    return tf.array(files.stream().map(Path::toString).toArray(String[]::new));
  }

  /**
   * The records of some of the files as a data set of strings, file after file.
   *
   * @param paths those of these files, string scalar or [N]
   */
  Operand<? extends TType> dataset(Ops tf, Operand<TString> paths) {
    String compression = files.get(0).toString().endsWith(".gz") ? "GZIP" : "";
    // Not tf.data.tfRecordDataset: that is version 2 of the operation, which TensorFlow 2.18 cannot
    // rewrite when it optimises the input, without byte offsets that we do not have.
    OperationBuilder builder =
        tf.scope()
            .env()
            .opBuilder("TFRecordDataset", tf.scope().makeOpName("TFRecordDataset"), tf.scope());
    builder.addInput(paths.asOutput());
    builder.addInput(tf.constant(compression).asOutput());
    builder.addInput(tf.constant(READ_BUFFER).asOutput());
    Operand<? extends TType> records = builder.build().output(0);
    return skipsCorrupt
        ? tf.data.ignoreErrorsDataset(records, RecordDataset.RECORD, RecordDataset.SCALAR)
        : records;
  }

  /**
   * Checks that there are so many records, and reads no more than these.
   *
   * @param otherwise how the message ends: what needs them, and what to do
   * @throws ManabiException if there are fewer, a file is missing or a record is corrupt
   */
  public void requireAtLeast(long count, String otherwise) {
    long found = 0;
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw ManabiException.user(
            "The examples in " + file + " are missing; run preprocessing again.");
      }
      found += count(file, count - found).records();
    }
    if (found < count) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "There are only %d examples in %s, fewer than %s.",
              found,
              names(),
              otherwise));
    }
  }

  private String names() {
    return files.size() == 1
        ? files.get(0).toString()
        : String.format(Locale.ROOT, "%s and %d other files", files.get(0), files.size() - 1);
  }

  /**
   * How many steps it takes to learn from each record so many times.
   *
   * @param cache a folder that may know how many records there are, as the job directory
   * @param epochs how often, 1 or more
   * @param examplesOfAStep those of all tasks that make a step together
   * @param behind how many examples have been learned from already
   */
  public long stepsOf(Path cache, long epochs, long examplesOfAStep, long behind) {
    long examples = Math.multiplyExact(epochs, RecordCount.of(this, cache)) - behind;
    long steps = (examples + examplesOfAStep - 1) / examplesOfAStep;
    return Math.max(behind > 0 ? 0 : 1, steps);
  }

  /** Where a record is, in words; empty if it is in none of the files. */
  public Optional<String> find(byte[] wanted) {
    for (Path file : files) {
      long number = 0;
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        for (byte[] record = reader.read(); record != null; record = reader.read()) {
          number++;
          if (Arrays.equals(record, wanted)) {
            return Optional.of(name(file, number));
          }
        }
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(file, e);
      }
    }
    return Optional.empty();
  }

  /** Where a record is, in words, by how many come before it. */
  public String name(long before) {
    long left = before;
    for (Path file : files) {
      long records = count(file, left + 1).records();
      if (records > left) {
        return name(file, left + 1);
      }
      left -= records;
    }
    throw new IllegalArgumentException("there is no record after " + before);
  }

  private static String name(Path file, long number) {
    return String.format(Locale.ROOT, "record %d of %s", number, file);
  }

  /** How many records there are; they say it nowhere, so that all are read. */
  long count() {
    return files.stream().mapToLong(file -> count(file, Long.MAX_VALUE).records()).sum();
  }

  /** Says for each file that is left before its end where and why; reads all of them. */
  public List<String> damages() {
    List<String> damages = new ArrayList<>();
    for (Path file : files) {
      String damage = count(file, Long.MAX_VALUE).damage();
      if (!damage.isEmpty()) {
        damages.add(damage);
      }
    }
    return damages;
  }

  /**
   * What was found in a file.
   *
   * @param damage why the rest is left out; empty if nothing is
   */
  private record Found(long records, String damage) {}

  private Found count(Path file, long limit) {
    long count = 0;
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      while (count < limit && reader.read() != null) {
        count++;
      }
      return new Found(count, "");
    } catch (ManabiException e) {
      if (!skipsCorrupt) {
        throw e;
      }
      return new Found(
          count,
          String.format(
              Locale.ROOT,
              "%s Its %d records before that are used, the rest is skipped.",
              e.getMessage(),
              count));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
