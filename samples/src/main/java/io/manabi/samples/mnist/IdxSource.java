package io.manabi.samples.mnist;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import io.manabi.pipelines.BatchReader;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads digits and their labels from a pair of MNIST's files. */
public final class IdxSource implements RecordSource {
  private static final int BATCH = 1000;
  private static final int SPLIT = 15_000;
  private static final int CLASSES = 10;

  private final Path images;
  private final Path labels;
  private final int from;
  private final int to;

  private IdxSource(Path images, Path labels, int from, int to) {
    this.images = images;
    this.labels = labels;
    this.from = from;
    this.to = to;
  }

  /**
   * The digits of a pair of files with numbers in a range.
   *
   * @param images the file of images
   * @param labels the file of labels
   * @param from the number of the first digit, from 0
   * @param to the number after the last digit; if there are fewer, all of them are read
   * @throws ManabiException if a file is corrupt, or the two do not belong together
   */
  public static IdxSource of(Path images, Path labels, int from, int to) {
    int count = IdxFile.images(images, MnistPreprocessing.SIDE, MnistPreprocessing.SIDE).items();
    IdxFile digits = IdxFile.labels(labels);
    if (count != digits.items()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%s has %d images, but %s has %d labels; get files that belong together.",
              images,
              count,
              labels,
              digits.items()));
    }
    for (int i = 0; i < count; i++) {
      int digit = digits.item(i)[0] & 0xff;
      if (digit >= CLASSES) {
        throw ManabiException.user(
            String.format(
                Locale.ROOT,
                "%s has the label %d at number %d; expected 0 to 9.",
                labels,
                digit,
                i));
      }
    }
    if (from >= count) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT, "%s has %d images only; expected more than %d.", images, count, from));
    }
    return new IdxSource(images, labels, from, Math.min(to, count));
  }

  /** The number of digits. */
  public int size() {
    return to - from;
  }

  @Override
  public Schema schema() {
    return MnistPreprocessing.RAW;
  }

  @Override
  public List<RecordSplit> splits() {
    List<RecordSplit> splits = new ArrayList<>();
    for (int begin = from; begin < to; begin += SPLIT) {
      splits.add(
          new Split(images.toString(), labels.toString(), begin, Math.min(begin + SPLIT, to)));
    }
    return splits;
  }

  private record Split(String images, String labels, int from, int to) implements RecordSplit {
    @Override
    public Span span() {
      return new Span(images, images + " " + labels + " " + from + " " + to);
    }

    @Override
    public BatchReader open(BadRows badRows) {
      return new Reader(
          images,
          IdxFile.images(Path.of(images), MnistPreprocessing.SIDE, MnistPreprocessing.SIDE),
          IdxFile.labels(Path.of(labels)),
          from,
          to);
    }
  }

  private static final class Reader implements BatchReader {
    private final String name;
    private final IdxFile images;
    private final IdxFile labels;
    private final int to;
    private int first;
    private int next;

    Reader(String name, IdxFile images, IdxFile labels, int from, int to) {
      this.name = name;
      this.images = images;
      this.labels = labels;
      this.next = from;
      this.to = to;
    }

    @Override
    public @Nullable Batch read() {
      if (next >= to) {
        return null;
      }
      int rows = Math.min(BATCH, to - next);
      byte[][] pixels = new byte[rows][];
      long[] digits = new long[rows];
      for (int i = 0; i < rows; i++) {
        pixels[i] = images.item(next + i);
        digits[i] = labels.item(next + i)[0];
      }
      first = next;
      next += rows;
      return Batch.of(
          MnistPreprocessing.RAW, new ColumnValues.Bytes(pixels), new ColumnValues.Int64s(digits));
    }

    @Override
    public BadRow describe(int row, String reason) {
      return new BadRow(name, first + row + 1, null, reason, "");
    }

    @Override
    public void close() {
      // All has been read when it was opened.
    }
  }
}
