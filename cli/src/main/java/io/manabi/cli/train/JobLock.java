package io.manabi.cli.train;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sees to it that one command at a time trains in a job directory: that which runs the master. The
 * master has a lock of its own, for it may outlive a command that was killed.
 */
public final class JobLock implements AutoCloseable {
  private static final String FILE = ".launcher.lock";

  private final Path jobDirectory;
  private final FolderLock held;

  private JobLock(Path jobDirectory, FolderLock held) {
    this.jobDirectory = jobDirectory;
    this.held = held;
  }

  /**
   * Takes the lock.
   *
   * @param jobDirectory made if it is missing
   * @throws ManabiException if another command trains there, or the directory cannot be written
   */
  public static JobLock hold(Path jobDirectory) {
    try {
      FolderLock held =
          FolderLock.tryHold(jobDirectory, FILE)
              .orElseThrow(
                  () ->
                      ManabiException.user(
                          "Another command is training in %s; end it, or choose another --job-dir."
                              .formatted(jobDirectory)));
      return new JobLock(jobDirectory, held);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(jobDirectory, e);
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(jobDirectory, e);
    }
  }
}
