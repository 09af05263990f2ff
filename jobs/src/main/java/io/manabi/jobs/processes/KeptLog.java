package io.manabi.jobs.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the log file of a task that goes on without this process. The task writes into the file
 * by itself, so the file is never renamed or copied: what there is too much of is given back to the
 * file system as a hole at its beginning, while all positions stay.
 */
final class KeptLog {
  /** Between two looks. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger LOGGER = LoggerFactory.getLogger(KeptLog.class);

  /** File systems give up whole blocks. */
  private static final long BLOCK = 4096;

  private static final long PUNCH_SECONDS = 60;

  private final LogFile file;
  private final long most;
  private boolean hasFailed;
  private boolean hasEnded;
  private boolean isShortened = true;

  /**
   * The log of a task.
   *
   * @param most how many bytes the file may have; then a fifth of these is given up
   */
  KeptLog(LogFile file, long most) {
    this.file = file;
    this.most = most;
  }

  LogFile file() {
    return file;
  }

  /** Notes when it became as long as it is, and shortens it if it is too long. */
  synchronized void tend() {
    if (hasEnded) {
      return;
    }
    try {
      file.marks().note();
      shorten();
    } catch (IOException | RuntimeException e) {
      // The task goes on all the same, and the next look may go well.
      if (!hasFailed) {
        hasFailed = true;
        LOGGER.warn("Nobody sees to the log {}, which may become large.", file.path(), e);
      }
    }
  }

  /** Does so for the last time: whoever is told of the task's end may delete all that is there. */
  synchronized void end() {
    tend();
    hasEnded = true;
  }

  private void shorten() throws IOException {
    long before = file.marks().begin();
    long size = Files.size(file.path());
    if (!isShortened || size - before <= most) {
      return;
    }
    long begin = (size - most + most / 5) / BLOCK * BLOCK;
    // First, so that nobody takes the hole for what the task has written.
    file.marks().setBegin(begin);
    if (!punch(file.path(), begin)) {
      isShortened = false;
      file.marks().setBegin(before);
      LOGGER.warn(
          "The log {} cannot be shortened and may become large: its file system, or the command"
              + " fallocate here, makes no holes.",
          file.path());
    }
  }

  /** Java has no call for it. */
  private static boolean punch(Path log, long end) throws IOException {
    List<String> command =
        List.of("fallocate", "--punch-hole", "-o", "0", "-l", end + "", log.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(PUNCH_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }
}
