package io.manabi.core.net;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, by which people and other machines know it. */
public final class MachineName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private MachineName() {}

  /**
   * The name, as it is now.
   *
   * @throws ManabiException if it has none
   */
  public static String get() {
    try {
      return Files.exists(KERNEL)
          ? Files.readString(KERNEL).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      throw ManabiException.resources(
          "This machine has no name: " + e.getMessage() + "; give it one.", e);
    }
  }
}
