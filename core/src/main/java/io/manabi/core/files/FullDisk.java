package io.manabi.core.files;

import java.util.List;

/** Tells whether something failed because there is no room for a file. */
public final class FullDisk {
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
}
