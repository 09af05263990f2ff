package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether something failed because there is no room for a file, and does without it. */
public final class FullDisk {
  private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);

  /** A file of Linux that never has room. */
  private static final Path FULL = Path.of("/dev/full");

  private static final List<String> MESSAGES =
      Stream.concat(
              Stream.of(
                  "No space left on device", "Disk quota exceeded", "not enough space on the disk"),
              inTheLanguageOfThisProcess().stream())
          .toList();

  private FullDisk() {}

  /**
   * What Java and TensorFlow tell is the text that the C library has for it in the language that
   * this process was started with, and nothing else: neither tells the number.
   */
  private static Optional<String> inTheLanguageOfThisProcess() {
    try (OutputStream full = Files.newOutputStream(FULL, StandardOpenOption.WRITE)) {
      full.write(0);
    } catch (FileSystemException e) {
      // There is no such file here, or it may not be opened.
    } catch (IOException e) {
      return Optional.ofNullable(e.getMessage());
    }
    return Optional.empty();
  }

  /** Whether that is the reason of {@code failure}, by what it or one of its causes says. */
  public static boolean isReason(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (message != null && MESSAGES.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Does something that one can do without, such as a line of a log, if there is room for it.
   *
   * @param writing what to do
   * @throws ManabiException what it throws, unless that is because the disk is full
   */
  public static void tolerate(Runnable writing) {
    try {
      writing.run();
    } catch (ManabiException e) {
      if (!isReason(e)) {
        throw e;
      }
      LOG.warn("{} This is done without.", e.getMessage());
    }
  }
}
