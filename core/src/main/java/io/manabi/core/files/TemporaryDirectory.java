package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for what is needed until a result is there. It lies beside the result, so on the same
 * disk, and is deleted when it is closed, or when the program is ended from outside.
 */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path;
  private final Thread cleanUp;

  private TemporaryDirectory(Path path) {
    this.path = path;
    this.cleanUp = new Thread(() -> AtomicFiles.deleteQuietly(path), "delete-" + path);
  }

  /**
   * Makes an empty one. Missing parents are made. A former result that a crash has left aside, when
   * it was about to be replaced, is put back.
   *
   * @param result the file or directory that it is for; where a symbolic link is, this lies beside
   *     what it names
   * @throws ManabiException if nothing can be written there, with the reason in plain words
   */
  public static TemporaryDirectory beside(Path result) {
    Path target;
    try {
      Replacement place = Replacement.at(result);
      place.recover();
      target = place.target();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(result, e);
    }
    TemporaryDirectory directory = new TemporaryDirectory(AtomicFiles.temporaryNameFor(target));
    Runtime.getRuntime().addShutdownHook(directory.cleanUp);
    try {
      AtomicFiles.createParent(target);
      Files.createDirectory(directory.path);
      return directory;
    } catch (IOException e) {
      directory.close();
      throw AtomicFiles.cannotWrite(result, e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Deletes it with all that is in it, if it is still there. */
  @Override
  public void close() {
    AtomicFiles.deleteQuietly(path);
    try {
      Runtime.getRuntime().removeShutdownHook(cleanUp);
    } catch (IllegalStateException e) {
      // The program is ending already, and the hook runs.
    }
  }
}
