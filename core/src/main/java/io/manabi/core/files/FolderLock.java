package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that this process is at work in a folder, by a lock of the operating system on a file there:
 * it ends with the process, however that ends. Other machines see it if the file system that they
 * share has such locks.
 */
public final class FolderLock implements Closeable {
  /**
   * The lock of those who delete what nobody needs any more in a folder, and of those who need all
   * that is there for a while, as a backup does.
   */
  public static final String COLLECTION = ".collection";

  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

  /**
   * What this process holds. To open and close such a file once more would end the lock, for the
   * operating system counts by processes.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a lock, unless somebody has it. Where the file system knows no locks it is as if nobody
   * had, which the log tells.
   *
   * @param folder made if it is missing
   * @param name of the file in it, which stays there when the lock ends
   * @return the lock, or nothing if another process has it, or this one
   * @throws IOException if the file cannot be written
   */
  public static Optional<FolderLock> tryHold(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.toRealPath().resolve(name);
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    boolean held = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = isLocked(channel, file);
      if (!held) {
        channel.close();
      }
      return held ? Optional.of(new FolderLock(file, channel)) : Optional.empty();
    } finally {
      if (!held) {
        HELD.remove(file);
      }
    }
  }

  /**
   * Takes a lock, or waits until whoever has it gives it back.
   *
   * @param patience how long to wait
   * @throws ManabiException if somebody has it for so long
   * @throws IOException if the file cannot be written
   */
  public static FolderLock hold(Path folder, String name, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    Optional<FolderLock> lock = tryHold(folder, name);
    while (lock.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw ManabiException.resources(
            "Somebody else is at work in " + folder + "; try again when that has ended.");
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ManabiException.resources("Interrupted while waiting for " + folder + ".", e);
      }
      lock = tryHold(folder, name);
    }
    return lock.get();
  }

  private static boolean isLocked(FileChannel channel, Path file) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      LOG.warn("no locks in {}: who else works there will not be noticed", file.getParent(), e);
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
