package io.manabi.core.files;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Puts something that is whole in the place of something else, so that at any moment one of both is
 * there, and whatever failed, the former one again.
 *
 * @param target the place, which is no symbolic link
 */
record Replacement(Path target) {
  /** More than any sensible chain of links. */
  private static final int MAX_LINKS = 40;

  /**
   * At a path.
   *
   * @param path if it is a symbolic link, what that names is replaced, not the link; that may be
   *     missing
   * @throws IOException if the links lead nowhere
   */
  static Replacement at(Path path) throws IOException {
    Path target = path;
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return new Replacement(target);
  }

  /** What is neither a file nor a directory, such as a pipe, has no other in its place. */
  boolean isDevice() {
    return Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
  }

  /** Where a directory is while another one comes into its place. */
  private Path former() {
    return target.resolveSibling("." + target.getFileName() + ".manabi-former");
  }

  /** Puts right what was broken off by a crash: the former directory goes back, or goes. */
  void recover() throws IOException {
    Path former = former();
    if (!Files.exists(former, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.exists(target)) {
      AtomicFiles.deleteTree(former);
    } else {
      move(former, target);
    }
  }

  /** Puts a file in the place of another one. */
  void file(Path whole) throws IOException {
    move(whole, target);
  }

  /** Puts a directory in the place of another one. */
  void directory(Path whole) throws IOException {
    recover();
    if (!Files.exists(target)) {
      move(whole, target);
      return;
    }
    Path former = former();
    Files.move(target, former, StandardCopyOption.ATOMIC_MOVE);
    try {
      move(whole, target);
    } catch (IOException e) {
      restore(former, e);
      throw e;
    }
    AtomicFiles.deleteQuietly(former);
  }

  private void restore(Path former, IOException failure) {
    try {
      Files.move(former, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
