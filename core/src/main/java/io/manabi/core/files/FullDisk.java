package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether something failed because there is no room for a file, and does without it. */
public final class FullDisk {
  private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);
  private static final List<String> MESSAGES =
      List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");

  private FullDisk() {}

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
