package io.manabi.web;

import io.manabi.core.ManabiException;
import java.net.InetAddress;
import java.util.Set;

/** Who can reach a server, and whether it may start like that. */
public final class Exposure {
  private Exposure() {}

  /** What keeps others out. */
  public enum Protection {
    /** Clients must send a key or a token. */
    KEYS,
    /** Clients must have a certificate. */
    MUTUAL_TLS,
    /** Nothing, which the operator said to want. */
    INSECURE
  }

  /**
   * Checks that not everybody who can reach a server may use it, unless that is wanted. Only
   * programs of this machine reach a loopback address.
   *
   * @param address where it listens
   * @param protections what there is
   * @throws ManabiException if there is nothing
   */
  public static void check(InetAddress address, Set<Protection> protections) {
    if (!address.isLoopbackAddress() && protections.isEmpty()) {
      throw ManabiException.user(
          "Whoever reaches "
              + address.getHostAddress()
              + " could use this server: require keys with --keys-file, or certificates of clients"
              + " with --ssl-config-file, or allow it with --insecure.");
    }
  }
}
