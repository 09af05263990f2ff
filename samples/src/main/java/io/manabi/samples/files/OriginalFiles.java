package io.manabi.samples.files;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gets the original files of a data set: from a directory of the user's, from a cache, or from the
 * network. Whatever the way, the MD5 of each unpacked file is checked.
 *
 * @param title the name of the data set, for the user
 * @param files the files
 * @param cache the directory where the unpacked files are kept
 * @param downloads where they can be had, best first
 */
public record OriginalFiles(
    String title, List<Original> files, Path cache, List<Download> downloads) {
  private static final int BUFFER = 1 << 16;

  /**
   * A file.
   *
   * @param name its name
   * @param sums the MD5, in hexadecimal, of each form of it that is around, unpacked
   */
  public record Original(String name, List<String> sums) {

    /** Copies the list. */
    public Original {
      sums = List.copyOf(sums);
    }
  }

  /** Copies the lists. */
  public OriginalFiles {
    files = List.copyOf(files);
    downloads = List.copyOf(downloads);
  }

  /**
   * Gets the files, unpacked, in the cache.
   *
   * @param directory the user's directory with the files, gzip or not; if absent, they come from
   *     the cache or the network
   * @param log is told in a sentence where they come from
   * @throws ManabiException if a file is missing, cannot be fetched or is not the original
   */
  public void get(Optional<Path> directory, Consumer<String> log) {
    if (directory.isPresent()) {
      importFrom(directory.get());
      log.accept("from " + directory.get());
    } else if (isCached()) {
      log.accept("from the cache");
    } else {
      fetch(log);
    }
  }

  private List<String> names() {
    return files.stream().map(Original::name).toList();
  }

  private boolean isCached() {
    for (Original original : files) {
      Path file = cache.resolve(original.name());
      if (!Files.exists(file) || !original.sums().contains(md5(file))) {
        return false;
      }
    }
    return true;
  }

  private void fetch(Consumer<String> log) {
    StringBuilder reasons = new StringBuilder();
    for (Download download : downloads) {
      try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
        download.fetch(names(), temporary.path());
        importFrom(temporary.path());
        log.accept("from " + download.name());
        return;
      } catch (IOException | ManabiException e) {
        reasons.append("; ").append(download.name()).append(": ").append(e.getMessage());
      }
    }
    throw ManabiException.resources(
        "Cannot fetch "
            + title
            + reasons
            + ". Get the files "
            + names()
            + " yourself and pass their directory with --data.");
  }

  private void importFrom(Path directory) {
    for (Original original : files) {
      Path file = find(directory, original.name());
      String found = md5(file);
      if (!original.sums().contains(found)) {
        throw ManabiException.user(
            file
                + " is not the original: its MD5, unpacked, is "
                + found
                + ", expected "
                + String.join(" or ", original.sums())
                + "; get it again.");
      }
      AtomicFiles.write(
          cache.resolve(original.name()),
          out -> {
            try (InputStream in = open(file)) {
              in.transferTo(out);
            }
          });
    }
  }

  private Path find(Path directory, String name) {
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
            + "; it should hold the files of "
            + title
            + ".");
  }

  /** Opens a file, decompressed if it is gzip. */
  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, BUFFER) : in;
  }

  private static String md5(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      try (InputStream in = new DigestInputStream(open(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (EOFException | ZipException e) {
      throw ManabiException.user(file + " is corrupt or cut off; get it again.", e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw ManabiException.internal("This JDK has no MD5.", e);
    }
  }
}
