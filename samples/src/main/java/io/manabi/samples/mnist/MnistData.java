package io.manabi.samples.mnist;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets the four original files of MNIST: from a directory of the user's, from the cache, or from
 * the network. Whatever the way, the MD5 of each unpacked file is checked.
 */
public final class MnistData {
  /** The MD5 of each original file, unpacked, in the order of {@link MnistFiles#NAMES}. */
  private static final List<String> ORIGINAL =
      List.of(
          "6bbc9ace898e44ae57da46a324031adb",
          "a25bea736e30d166cdddb491f175f624",
          "2646ac647ad5339dbf082846283269ea",
          "27ae3e4e09519cfbb04c329615203637");

  private final Path cache;
  private final List<String> sums;
  private final List<MnistDownload> downloads;

  /**
   * MNIST, with a cache.
   *
   * @param cache the directory where the unpacked files are kept
   */
  public MnistData(Path cache) {
    this(cache, ORIGINAL, MnistDownload.ALL);
  }

  MnistData(Path cache, List<String> sums, List<MnistDownload> downloads) {
    this.cache = cache;
    this.sums = List.copyOf(sums);
    this.downloads = List.copyOf(downloads);
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
    if (directory.isPresent()) {
      importFrom(directory.get());
      log.accept("from " + directory.get());
    } else if (isCached()) {
      log.accept("from the cache");
    } else {
      fetch(log);
    }
    return MnistFiles.in(cache);
  }

  private boolean isCached() {
    for (int i = 0; i < sums.size(); i++) {
      Path file = cache.resolve(MnistFiles.NAMES.get(i));
      if (!Files.exists(file) || !md5(file).equals(sums.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void fetch(Consumer<String> log) {
    StringBuilder reasons = new StringBuilder();
    for (MnistDownload download : downloads) {
      try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
        download.fetch(temporary.path());
        importFrom(temporary.path());
        log.accept("from " + download.name());
        return;
      } catch (IOException | ManabiException e) {
        reasons.append("; ").append(download.name()).append(": ").append(e.getMessage());
      }
    }
    throw ManabiException.resources(
        "Cannot fetch MNIST"
            + reasons
            + ". Get the four files "
            + MnistFiles.NAMES
            + " yourself and pass their directory with --data.");
  }

  private void importFrom(Path directory) {
    for (int i = 0; i < sums.size(); i++) {
      String name = MnistFiles.NAMES.get(i);
      Path file = find(directory, name);
      String found = md5(file);
      if (!found.equals(sums.get(i))) {
        throw ManabiException.user(
            file
                + " is not the original: its MD5, unpacked, is "
                + found
                + ", expected "
                + sums.get(i)
                + "; get it again.");
      }
      AtomicFiles.write(
          cache.resolve(name),
          out -> {
            try (InputStream in = IdxFile.open(file)) {
              in.transferTo(out);
            }
          });
    }
  }

  private static Path find(Path directory, String name) {
    for (String candidate : List.of(name, name + ".gz", name.replace("-idx", ".idx"))) {
      Path file = directory.resolve(candidate);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw ManabiException.user(
        "There is no "
            + name
            + " or "
            + name
            + ".gz in "
            + directory
            + "; it should hold the four files of MNIST.");
  }

  private static String md5(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      try (InputStream in = new DigestInputStream(IdxFile.open(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (java.io.EOFException | java.util.zip.ZipException e) {
      throw ManabiException.user(file + " is corrupt or cut off; get it again.", e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw ManabiException.internal("This JDK has no MD5.", e);
    }
  }
}
