package io.manabi.registry.files;

import static java.util.Objects.requireNonNullElseGet;

import io.manabi.core.ManabiException;
import io.manabi.core.Sha256;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Contents of files, each once, read-only and named by its digest. */
final class Contents {
  private static final String COMING = ".coming-";

  private final Path folder;

  Contents(Path folder) {
    this.folder = folder;
  }

  /** Where they are. */
  Path folder() {
    return folder;
  }

  /**
   * A content.
   *
   * @param sha256 its digest in hexadecimal digits
   * @param size in bytes
   */
  record Content(String sha256, long size) {}

  /** Copies the content of a file, if it is not there yet as it should be. */
  Content add(Location file) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
    try (InputStream in = file.open()) {
      return add(in);
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }

  /** Throws IOException only if it cannot be read. */
  private Content add(InputStream in) throws IOException {
    Path coming = coming();
    MessageDigest digest = Sha256.digest();
    try {
      long size = copy(in, coming, digest);
      String name = hex(digest);
      try {
        Path place = place(name);
        if (!Files.exists(place) || !digestOf(place).equals(name)) {
          AtomicFiles.force(coming);
          if (!coming.toFile().setReadOnly()) {
            throw new IOException("it cannot be made read-only");
          }
          Files.createDirectories(place.getParent());
          Files.move(coming, place, StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(folder, e);
      }
      return new Content(name, size);
    } finally {
      deleteQuietly(coming);
    }
  }

  private Path coming() {
    try {
      return Files.createTempFile(folder, COMING, "");
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** Reads a piece at a time, so that it is known whether reading or writing has failed. */
  private static long copy(InputStream in, Path to, MessageDigest digest) throws IOException {
    byte[] piece = new byte[1 << 16];
    long size = 0;
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        try {
          out.write(piece, 0, read);
        } catch (IOException e) {
          throw AtomicFiles.cannotWrite(to, e);
        }
        size += read;
      }
    }
    return size;
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // The next collection deletes it.
    }
  }

  /** Where a content is, or would be. */
  Path place(String sha256) {
    return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /** Whether there is a content, whatever has become of it. */
  boolean has(String sha256) {
    return Files.exists(place(sha256));
  }

  /** Throws if a content is missing or has changed. */
  void check(String sha256, String path) {
    Path place = place(sha256);
    try {
      if (!Files.exists(place)) {
        throw ManabiException.resources(
            "File " + path + " is missing in the store of models: there is no " + place + ".");
      }
      if (!digestOf(place).equals(sha256)) {
        throw ManabiException.resources(
            "File "
                + path
                + " has changed since it was imported: "
                + place
                + " has another digest than its name; create the version again from its origin.");
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(place, e);
    }
  }

  /** Whether a file has the content, as a link to it or as a copy that has not changed. */
  boolean isSame(String sha256, Path file) throws IOException {
    return Files.isSameFile(place(sha256), file) || digestOf(file).equals(sha256);
  }

  /** Has a content under a further name; copies it where the file system has no such links. */
  void link(String sha256, Path name) throws IOException {
    try {
      Files.createLink(name, place(sha256));
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(place(sha256), name);
    }
  }

  /**
   * Deletes all others, and what was begun and never became one.
   *
   * @param before is told the digest of a content before it is deleted
   */
  int keepOnly(Set<String> needed, Consumer<String> before) {
    int deleted = 0;
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        if (!needed.contains(name) && !name.equals(FolderLock.COLLECTION)) {
          if (!name.startsWith(COMING)) {
            before.accept(name);
          }
          Files.deleteIfExists(file);
          deleted++;
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    } catch (UncheckedIOException e) {
      throw AtomicFiles.cannotWrite(
          folder, requireNonNullElseGet(e.getCause(), () -> new IOException(e)));
    }
    return deleted;
  }

  private static String digestOf(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
