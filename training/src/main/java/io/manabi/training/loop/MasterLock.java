package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a job directory has one master at a time, whoever starts them. */
record MasterLock(Path directory, FolderLock held) implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(MasterLock.class);
  private static final String FILE = ".master.lock";
  private static final long PAUSE_MILLIS = 50;

  /**
   * Waits until no other process is the master.
   *
   * @param limit how long; one whose launcher was killed needs a while for its last checkpoint
   * @throws ManabiException if another one is all the time
   */
  static MasterLock await(Path directory, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean told = false;
    while (true) {
      Optional<FolderLock> held = tryHold(directory);
      if (held.isPresent()) {
        return new MasterLock(directory, held.get());
      }
      if (System.nanoTime() >= end) {
        throw ManabiException.user(
            "Another training is running in %s; end it, or choose another --job-dir."
                .formatted(directory));
      }
      if (!told) {
        LOG.warn("another training is running in {}; waits {} for its end", directory, limit);
        told = true;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static Optional<FolderLock> tryHold(Path directory) {
    try {
      return FolderLock.tryHold(directory, FILE);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }
}
