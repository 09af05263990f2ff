package io.manabi.web;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads small files again and again, and tells when one of them is another. Contents are compared,
 * not times: whatever way a file is exchanged by, as by links to whole folders, it is seen.
 */
public final class WatchedFiles implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(WatchedFiles.class);

  /** Takes what was read; what it refuses is told in the log, and what was before stays in use. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes what the files say now.
     *
     * @param contents those of the files, in their order
     * @throws ManabiException if they are of no use
     */
    void read(List<byte[]> contents);
  }

  private final List<Path> files;
  private final Reader reader;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(WatchedFiles::daemon);
  private List<byte[]> last;
  private String lastFailure = "";

  /**
   * Reads them for the first time, and then every {@code interval}.
   *
   * @throws ManabiException if they cannot be read, or are of no use, the first time
   */
  public WatchedFiles(List<Path> files, Duration interval, Reader reader) {
    this.files = List.copyOf(files);
    this.reader = reader;
    last = contents(this.files);
    reader.read(last);
    var unused =
        clock.scheduleWithFixedDelay(
            this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "watched-files");
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    try {
      List<byte[]> now = contents(files);
      if (same(now, last)) {
        lastFailure = "";
        return;
      }
      reader.read(now);
      last = now;
      lastFailure = "";
      logger.info("Read {} again, which changed", files);
    } catch (RuntimeException e) {
      tell(e);
    }
  }

  /** Once for each reason: the files are tried again each time, for they may be half written. */
  private void tell(RuntimeException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(lastFailure)) {
      lastFailure = reason;
      logger.warn("{} What was read before stays in use.", reason);
    }
  }

  private static boolean same(List<byte[]> some, List<byte[]> others) {
    for (int i = 0; i < some.size(); i++) {
      if (!Arrays.equals(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<byte[]> contents(List<Path> files) {
    return files.stream().map(WatchedFiles::content).toList();
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Watches no more. */
  @Override
  public void close() {
    clock.shutdownNow();
  }
}
