package io.manabi.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import io.manabi.core.Sha256;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bearer keys from a file of JSON lines, which is read again when it changes. The file has their
 * SHA-256 only:
 *
 * <pre>{@code
 * # Comments and empty lines are left out.
 * {"name": "shop", "sha256": "9f86…", "actions": ["predict"], "models": ["MNIST"],
 *  "expires": "2027-01-01T00:00:00Z"}
 * {"name": "ann", "sha256": "60ab…", "roles": {"shop": ["trainer", "deployer"], "*": ["viewer"]}}
 * }</pre>
 *
 * <p>(each in one line; without {@code expires} a key is valid for ever). Slow hashes and salts
 * protect passwords, which can be guessed. These keys are 256 random bits: who has the file and
 * tries 10¹² hashes a second needs longer than the world is old, so that one fast hash for each
 * request is enough.
 */
public final class Keys extends Authenticator {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int BYTES = 32;

  /** Tells people, and programs that look for secrets in sources, what it is. */
  private static final String PREFIX = "mk-";

  private final Clock clock;
  private final WatchedFiles file;
  private volatile List<KeyLine> lines = List.of();

  private Keys(Path path, Duration interval, Clock clock) {
    this.clock = clock;
    this.file =
        new WatchedFiles(
            List.of(path),
            interval,
            contents -> lines = KeyLine.parseAll(path, new String(contents.get(0), UTF_8)));
  }

  /**
   * The keys of a file, which is watched until {@link #close()}. A file that cannot be used later
   * is told in the log, and the keys before stay valid.
   *
   * @throws ManabiException if it cannot be read, or a line is not what it should be
   */
  public static Keys of(Path file) {
    return of(file, INTERVAL, Clock.systemUTC());
  }

  static Keys of(Path file, Duration interval, Clock clock) {
    return new Keys(file, interval, clock);
  }

  /**
   * A key that was just made.
   *
   * @param secret what the client sends; it is kept nowhere
   * @param line what goes into the file
   */
  public record NewKey(String secret, String line) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "NewKey[" + line + "]";
    }
  }

  /**
   * Makes a key.
   *
   * @param name for logs; letters, digits, and {@code . _ -}
   * @param models names, or {@code *} for all
   * @param expires when it ends, or null for never
   * @throws ManabiException if the name has other characters, or nothing is allowed
   */
  public static NewKey make(
      String name, Set<Action> actions, Set<String> models, @Nullable Instant expires) {
    String secret = newSecret();
    return new NewKey(
        secret, KeyLine.of(name, Sha256.hex(secret), actions, models, expires).json());
  }

  /**
   * Makes a key for what is in projects.
   *
   * @param name for logs and policies; letters, digits, and {@code . _ -}
   * @param roles by the name of the project, or {@code *} for all of them
   * @param expires when it ends, or null for never
   * @throws ManabiException if the name of the key or of a project has other characters, or there
   *     are no roles
   */
  public static NewKey make(String name, Map<String, Set<Role>> roles, @Nullable Instant expires) {
    String secret = newSecret();
    return new NewKey(secret, KeyLine.of(name, Sha256.hex(secret), roles, expires).json());
  }

  static String newSecret() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  @Override
  boolean takes(String secret) {
    return secret.indexOf('.') < 0;
  }

  @Override
  Optional<Caller> caller(String secret) {
    byte[] hash = HexFormat.of().parseHex(Sha256.hex(secret));
    KeyLine found = null;
    // All of them, each in the same time, so that the time of an answer tells nothing.
    for (KeyLine line : lines) {
      if (MessageDigest.isEqual(line.hash(), hash)) {
        found = line;
      }
    }
    return Optional.ofNullable(found)
        .filter(line -> line.isValidAt(clock.instant()))
        .map(KeyLine::caller);
  }

  @Override
  boolean mayHave(String member) {
    return lines.stream().anyMatch(line -> line.caller().member().equals(member));
  }

  @Override
  boolean blocks() {
    return false;
  }

  @Override
  public void close() {
    file.close();
  }
}
