package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes files and directories under a temporary name and renames them when they are whole, so that
 * a crash, a full disk or Ctrl-C never leaves a half-written one under its real name. A file is on
 * the disk before it gets that name, so that neither does a power cut.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills a directory. */
  @FunctionalInterface
  public interface DirectoryContent {
    /** Writes everything under {@code directory}, which exists and is empty. */
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Writes a file as a whole, replacing the one that is there. Missing parents are made. Where a
   * symbolic link is, the file that it names is replaced, and the link stays; into a pipe or
   * another device the content is written as it comes.
   *
   * @throws ManabiException if it cannot be written, with the reason in plain words
   */
  public static void write(Path file, Content content) {
    try {
      Replacement place = Replacement.at(file);
      if (place.isDevice()) {
        writeTo(file, content);
        return;
      }
      createParent(place.target());
      Path temporary = temporaryNameFor(place.target());
      try {
        writeTo(temporary, content);
        force(temporary);
        place.file(temporary);
      } finally {
        deleteQuietly(temporary);
      }
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static void writeTo(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      content.writeTo(out);
    }
  }

  /**
   * Writes a text in UTF-8 as a whole file, replacing the one that is there. Missing parents are
   * made.
   *
   * @throws ManabiException if it cannot be written, with the reason in plain words
   */
  public static void writeText(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Waits until a file that others may have written is on the disk.
   *
   * @throws IOException if it is missing or the disk fails
   */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Writes a directory as a whole, replacing the one that is there, which stays if that fails.
   * Missing parents are made. Where a symbolic link is, the directory that it names is replaced,
   * and the link stays.
   *
   * @throws ManabiException if it cannot be written, with the reason in plain words
   */
  public static void writeDirectory(Path directory, DirectoryContent content) {
    try (TemporaryDirectory temporary = TemporaryDirectory.beside(directory)) {
      content.writeTo(temporary.path());
      replaceDirectory(directory, temporary.path());
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  /**
   * Puts a directory that is whole in the place of another one, if there is one. That is deleted
   * only when the new one is there; if a crash comes in between, it is put back by the next who
   * writes there.
   *
   * @param directory where a symbolic link is, what that names is replaced
   * @param whole on the same disk, as one {@link TemporaryDirectory#beside} the other is
   * @throws IOException if it cannot be put there; the former one is still there then
   */
  public static void replaceDirectory(Path directory, Path whole) throws IOException {
    Replacement.at(directory).directory(whole);
  }

  /** Deletes a file or a directory with all that is in it, if it is there. */
  public static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** One sentence for the user about why {@code path} could not be written. */
  public static ManabiException cannotWrite(Path path, IOException cause) {
    return cannotWrite(path.toString(), cause);
  }

  /** The same for a place that is perhaps on another machine. */
  public static ManabiException cannotWrite(String place, IOException cause) {
    return ManabiException.resources(
        "Cannot write "
            + place
            + ": "
            + FileFailure.reason(cause)
            + "; choose another place or make room.",
        cause);
  }

  /**
   * One sentence about why {@code path} could not be read. It is for the user to mend, unless the
   * disk or the network to it failed, so that another try may go well.
   */
  public static ManabiException cannotRead(Path path, IOException cause) {
    return cannotRead(path.toString(), cause);
  }

  /** The same for a place that is perhaps on another machine. */
  public static ManabiException cannotRead(String place, IOException cause) {
    String message = "Cannot read " + place + ": " + FileFailure.reason(cause) + ".";
    return FileFailure.isOfTheMachine(place, cause)
        ? ManabiException.resources(message, cause)
        : ManabiException.user(message, cause);
  }

  /** Makes the directories that a file is to be in. */
  static void createParent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  /** A name of nothing yet, in the same directory. */
  static Path temporaryNameFor(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  /** Deletes under another name: whoever is still writing then finds no place for new files. */
  static void deleteQuietly(Path path) {
    try {
      if (Files.exists(path)) {
        deleteTree(Files.move(path, temporaryNameFor(path)));
      }
    } catch (IOException ignored) {
      // A leftover under a temporary name harms nobody, and the first failure is the one to tell.
    }
  }
}
