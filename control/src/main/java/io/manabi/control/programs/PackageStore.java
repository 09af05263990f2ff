package io.manabi.control.programs;

import io.manabi.control.messages.ApiFailure;
import io.manabi.core.ManabiException;
import io.manabi.core.Sha256;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps files of programs in a folder, each as {@code SHA-256/NAME}. What is there is whole and
 * never changes. Safe for use by several threads and processes.
 */
public final class PackageStore {
  private static final int PART_BYTES = 1 << 16;

  private final Path folder;

  /**
   * A store.
   *
   * @param folder where it is; made when the first file comes
   */
  public PackageStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Where a file is. */
  Path path(KeptPackage kept) {
    return folder.resolve(kept.digest()).resolve(kept.name());
  }

  /** Whether a file is in this store. */
  boolean contains(Path file) {
    return file.startsWith(folder);
  }

  /**
   * Keeps a copy of a file.
   *
   * @throws ApiFailure if a package cannot be called so
   * @throws ManabiException if it cannot be read, or the copy cannot be written
   */
  public KeptPackage keep(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      return receive(String.valueOf(file.getFileName()), content);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /**
   * Keeps what comes.
   *
   * @param name what it is called
   * @param content the file, read to its end; the caller closes it
   * @throws ApiFailure if a package cannot be called so
   * @throws IOException if it cannot be read
   * @throws ManabiException if it cannot be written
   */
  KeptPackage receive(String name, InputStream content) throws IOException {
    KeptPackage.requireName(name);
    Path incoming = incoming();
    try {
      KeptPackage kept = new KeptPackage(copy(content, incoming), name);
      if (!isUsedFromNow(path(kept))) {
        place(incoming, path(kept));
      }
      return kept;
    } finally {
      Files.deleteIfExists(incoming);
    }
  }

  /** Notes that a file is needed, so that nobody deletes it; says whether it is there. */
  private static boolean isUsedFromNow(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /**
   * Deletes files that nobody has kept for a while, but for those that are needed. Whoever keeps
   * one just now finds it or brings it anew.
   *
   * @param unused how long nobody must have
   * @return how many were deleted; none while a backup reads them
   * @throws ManabiException if one cannot be deleted
   */
  int collect(Set<KeptPackage> needed, Duration unused) {
    Set<Path> kept = needed.stream().map(this::path).collect(Collectors.toSet());
    try {
      Optional<FolderLock> lock = FolderLock.tryHold(folder, FolderLock.COLLECTION);
      if (lock.isEmpty()) {
        return 0;
      }
      try {
        return deleteAllBut(kept, FileTime.from(Instant.now().minus(unused)));
      } finally {
        lock.get().close();
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  private int deleteAllBut(Set<Path> kept, FileTime latest) throws IOException {
    List<Path> there;
    try (Stream<Path> files = Files.walk(folder)) {
      there = files.filter(Files::isRegularFile).toList();
    }
    int deleted = 0;
    for (Path file : there) {
      if (!file.endsWith(FolderLock.COLLECTION) && !kept.contains(file) && delete(file, latest)) {
        deleted++;
      }
    }
    return deleted;
  }

  /** Takes it away before it looks once more: who has found it has noted that before. */
  private static boolean delete(Path file, FileTime latest) throws IOException {
    if (Files.getLastModifiedTime(file).compareTo(latest) > 0) {
      return false;
    }
    Path going = file.resolveSibling(".going-" + file.getFileName());
    Files.move(file, going, StandardCopyOption.ATOMIC_MOVE);
    if (Files.getLastModifiedTime(going).compareTo(latest) > 0) {
      Files.move(going, file, StandardCopyOption.ATOMIC_MOVE);
      return false;
    }
    Files.delete(going);
    return true;
  }

  private Path incoming() {
    try {
      Files.createDirectories(folder);
      return Files.createTempFile(folder, ".incoming-", "");
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  private static String copy(InputStream content, Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] part = new byte[PART_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int length = content.read(part); length >= 0; length = content.read(part)) {
        digest.update(part, 0, length);
        write(out, part, length, file);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What cannot be read is told otherwise. */
  private static void write(OutputStream out, byte[] part, int length, Path file) {
    try {
      out.write(part, 0, length);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** So that who tasks run as can read it, and nobody changes it. */
  private static void place(Path incoming, Path target) {
    try {
      AtomicFiles.force(incoming);
      Files.setPosixFilePermissions(incoming, PosixFilePermissions.fromString("r--r--r--"));
      Files.createDirectories(target.getParent());
      Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(target, e);
    }
  }
}
