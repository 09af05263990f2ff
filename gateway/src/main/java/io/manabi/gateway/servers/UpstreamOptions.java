package io.manabi.gateway.servers;

import io.manabi.core.ManabiException;
import java.time.Duration;
import java.util.Optional;

/**
 * How servers are watched and asked.
 *
 * @param healthPath what a server answers 200 to if it may be asked; if it is Armeria's health
 *     check, as that of Manabi's servers at {@code /healthz}, a change is told at once
 * @param healthInterval how long until a server is looked at again
 * @param connectTime how long a connection may take to be there
 * @param attempts how often a request is tried at most, the first time included
 * @param waitForServer how long a request waits while no server is healthy
 * @param leaveOut how long a server that fails or is far slower than others is left out
 * @param tls how they are asked over TLS; empty if they have none
 */
public record UpstreamOptions(
    String healthPath,
    Duration healthInterval,
    Duration connectTime,
    int attempts,
    Duration waitForServer,
    Duration leaveOut,
    Optional<ServersTls> tls) {

  /** {@code /healthz} each second, 1 s to connect, 4 attempts, 1 s of waiting, 5 s left out. */
  public static final UpstreamOptions DEFAULTS =
      new UpstreamOptions(
          "/healthz",
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          4,
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Optional.empty());

  /**
   * @throws ManabiException if the path is none, or there is no attempt
   */
  public UpstreamOptions {
    if (!healthPath.startsWith("/")) {
      throw ManabiException.user(
          "The health path is '" + healthPath + "'; expected one that begins with a slash.");
    }
    if (attempts < 1) {
      throw ManabiException.user("The number of attempts is " + attempts + "; expected 1 or more.");
    }
  }

  /** The same with another path of health checks. */
  public UpstreamOptions withHealthPath(String path) {
    return new UpstreamOptions(
        path, healthInterval, connectTime, attempts, waitForServer, leaveOut, tls);
  }

  /** The same with another number of attempts. */
  public UpstreamOptions withAttempts(int number) {
    return new UpstreamOptions(
        healthPath, healthInterval, connectTime, number, waitForServer, leaveOut, tls);
  }

  /** The same with another time between health checks. */
  public UpstreamOptions withHealthInterval(Duration interval) {
    return new UpstreamOptions(
        healthPath, interval, connectTime, attempts, waitForServer, leaveOut, tls);
  }

  /** The same with another time for which a server is left out. */
  public UpstreamOptions withLeaveOut(Duration time) {
    return new UpstreamOptions(
        healthPath, healthInterval, connectTime, attempts, waitForServer, time, tls);
  }

  /** The same over TLS. */
  public UpstreamOptions withTls(ServersTls serversTls) {
    return new UpstreamOptions(
        healthPath,
        healthInterval,
        connectTime,
        attempts,
        waitForServer,
        leaveOut,
        Optional.of(serversTls));
  }
}
