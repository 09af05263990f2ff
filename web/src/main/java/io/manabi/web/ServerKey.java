package io.manabi.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one key of a server that only its own gateways may ask: it permits everything, and is kept
 * nowhere but in memory. Who starts the server makes it, and hands it over in the environment.
 */
public final class ServerKey extends Authenticator {
  /** The variable of the environment in which a server finds it. */
  public static final String VARIABLE = "MANABI_SERVER_KEY";

  private static final Caller GATEWAY =
      Caller.ofKey("gateway", Scope.of(Set.of(Action.values()), Set.of(Need.WHOLE), Map.of()));

  private final byte[] secret;

  private ServerKey(String secret) {
    this.secret = secret.getBytes(UTF_8);
  }

  /** A new one, of 256 random bits. */
  public static String make() {
    return Keys.newSecret();
  }

  /** That of this process, if whoever started it has given it one. */
  public static Optional<ServerKey> ofEnvironment() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(secret -> !secret.isEmpty())
        .map(ServerKey::new);
  }

  /** What a client sends in the header {@code Authorization}. */
  public static String authorization(String secret) {
    return Guard.SCHEME + secret;
  }

  @Override
  boolean takes(String given) {
    return MessageDigest.isEqual(secret, given.getBytes(UTF_8));
  }

  @Override
  Optional<Caller> caller(String given) {
    return takes(given) ? Optional.of(GATEWAY) : Optional.empty();
  }

  @Override
  boolean blocks() {
    return false;
  }

  @Override
  boolean mayHave(String member) {
    return member.equals(GATEWAY.member());
  }

  @Override
  public void close() {
    // It has no files.
  }
}
