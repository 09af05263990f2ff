package io.manabi.bench;

import io.manabi.core.ManabiException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What bench/serving is told.
 *
 * @param manabi the launcher
 * @param model a SavedModel in the place of the CNN, if given
 * @param seconds how long a run lasts
 * @param peer another server, if given
 * @param keep where the models are left, if given
 * @param swapMinutes how long versions are exchanged; 0 for not at all
 * @param enduranceMinutes how long mixed traffic goes on; 0 for not at all
 */
record ServingOptions(
    Path manabi,
    Optional<Path> model,
    double seconds,
    Optional<InetSocketAddress> peer,
    Optional<Path> keep,
    double swapMinutes,
    double enduranceMinutes) {

  /** The launcher, and flags with their values. */
  static ServingOptions of(String... arguments) {
    ServingOptions options =
        new ServingOptions(
            Path.of(arguments[0]), Optional.empty(), 0.7, Optional.empty(), Optional.empty(), 0, 0);
    for (int i = 1; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw ManabiException.user(arguments[i] + " needs a value; bench/serving tells which.");
      }
      options = options.with(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private ServingOptions with(String flag, String value) {
    Path path = Path.of(value);
    return switch (flag) {
      case "--model" -> copy(Optional.of(path), seconds, peer, keep, 0, 0);
      case "--keep" -> copy(model, seconds, peer, Optional.of(path), 0, 0);
      case "--peer" -> copy(model, seconds, Optional.of(address(value)), keep, 0, 0);
      case "--seconds" -> copy(model, Double.parseDouble(value), peer, keep, 0, 0);
      case "--swap" -> copy(model, seconds, peer, keep, Double.parseDouble(value), 0);
      case "--endurance" -> copy(model, seconds, peer, keep, 0, Double.parseDouble(value));
      default -> throw ManabiException.user("There is no flag " + flag + "; see bench/serving.");
    };
  }

  private ServingOptions copy(
      Optional<Path> newModel,
      double newSeconds,
      Optional<InetSocketAddress> newPeer,
      Optional<Path> newKeep,
      double swap,
      double endurance) {
    return new ServingOptions(
        manabi,
        newModel,
        newSeconds,
        newPeer,
        newKeep,
        Math.max(swap, swapMinutes),
        Math.max(endurance, enduranceMinutes));
  }

  private static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
