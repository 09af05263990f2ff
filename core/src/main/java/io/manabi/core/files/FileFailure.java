package io.manabi.core.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the failure of a read or write means. It is told by its type and by what is there, never by
 * what it says: that is in the language of the machine.
 */
final class FileFailure {
  private FileFailure() {}

  /** The reason, as a part of a sentence. */
  static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof FileSystemLoopException) {
      return "its symbolic links lead in a circle";
    }
    if (cause instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is there already";
    }
    String reason =
        cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
    return reason == null ? cause.getClass().getSimpleName() : reason;
  }

  /**
   * Whether the disk, the network to it, or a limit of the machine failed, so that another try may
   * go well. Java has types for what is wrong with a name or with the rights to a file, and
   * libraries for what is wrong with its content; all the rest comes as the plain type.
   *
   * @param place what was read: a file or folder, or an address on another machine
   */
  static boolean isOfTheMachine(String place, IOException cause) {
    if (cause instanceof FileNotFoundException) {
      // That of java.io is all that can be wrong when a file is opened.
      return Files.isReadable(Path.of(place)) && !Files.isDirectory(Path.of(place));
    }
    return cause.getClass() == FileSystemException.class
        || (cause.getClass() == IOException.class && !Files.isDirectory(Path.of(place)));
  }
}
