package io.manabi.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.manabi.core.ManabiException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * JSON web tokens, signed by a key of a set (JWKS) that an identity provider publishes. A token
 * needs the right issuer and audience, a subject, an end that lies ahead, and a claim with what it
 * permits: words such as {@code predict:MNIST read role:shop=trainer}, in a text or a list.
 */
public final class Tokens extends Authenticator {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Signatures that need no shared secret. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Rules rules;
  private final @Nullable WatchedFiles file;

  private Tokens(JWKSource<SecurityContext> keys, Rules rules, @Nullable WatchedFiles file) {
    this.rules = rules;
    this.file = file;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            rules.audience(),
            new JWTClaimsSet.Builder().issuer(rules.issuer()).build(),
            Set.of("sub", "exp")));
  }

  /**
   * What a token must say.
   *
   * @param issuer its claim {@code iss}
   * @param audience one of its claim {@code aud}
   * @param scopeClaim the name of the claim that has what it permits, such as {@code scope}
   */
  public record Rules(String issuer, String audience, String scopeClaim) {}

  /**
   * Tokens whose keys are in a file, which is watched until {@link #close()}.
   *
   * @throws ManabiException if it cannot be read or has no set of keys
   */
  public static Tokens ofFile(Path jwks, Rules rules) {
    return ofFile(jwks, rules, INTERVAL);
  }

  static Tokens ofFile(Path jwks, Rules rules, Duration interval) {
    AtomicReference<JWKSet> keys = new AtomicReference<>(new JWKSet());
    WatchedFiles file =
        new WatchedFiles(
            List.of(jwks), interval, contents -> keys.set(parse(jwks, contents.get(0))));
    return new Tokens((selector, context) -> selector.select(keys.get()), rules, file);
  }

  private static JWKSet parse(Path file, byte[] content) {
    try {
      return JWKSet.parse(new String(content, UTF_8));
    } catch (ParseException e) {
      throw ManabiException.user(
          file + " has no JSON web key set; expected {\"keys\": [...]} as the provider publishes.",
          e);
    }
  }

  /**
   * Tokens whose keys are at an address. They are fetched when the first token comes, again when
   * one is signed by a key that is not known, and kept while the provider does not answer.
   *
   * @throws ManabiException if the address is neither https nor of this machine
   */
  public static Tokens ofAddress(URI jwks, Rules rules) {
    boolean isSafe =
        "https".equals(jwks.getScheme())
            || ("http".equals(jwks.getScheme())
                && LOOPBACK.contains(Objects.requireNonNullElse(jwks.getHost(), "")));
    if (!isSafe) {
      throw ManabiException.user(
          "The address of the key set, " + jwks + ", is not safe; expected one with https.");
    }
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.<SecurityContext>create(url(jwks))
            .retrying(true)
            .outageTolerant(true)
            .build();
    return new Tokens(keys, rules, null);
  }

  private static URL url(URI address) {
    try {
      return address.toURL();
    } catch (MalformedURLException e) {
      throw ManabiException.user(address + " is no address of a key set.", e);
    }
  }

  @Override
  boolean takes(String secret) {
    return secret.indexOf('.') >= 0;
  }

  @Override
  Optional<Caller> caller(String secret) {
    try {
      JWTClaimsSet claims = processor.process(secret, null);
      return Optional.of(Caller.ofToken(claims.getSubject(), scope(claims)));
    } catch (RateLimitReachedException | ParseException | BadJOSEException e) {
      // Keys were fetched a moment ago, and that of this token was not among them.
      return Optional.empty();
    } catch (KeySourceException e) {
      throw ManabiException.resources(
          "The keys that tokens are signed by cannot be fetched; try again.", e);
    } catch (JOSEException e) {
      return Optional.empty();
    }
  }

  private Scope scope(JWTClaimsSet claims) throws ParseException {
    Object claim = claims.getClaim(rules.scopeClaim());
    List<String> words =
        claim instanceof String text
            ? List.of(text.split(" ", -1))
            : claim == null ? List.of() : claims.getStringListClaim(rules.scopeClaim());
    return Scope.ofWords(words);
  }

  /** Only their provider knows all subjects. */
  @Override
  boolean mayHave(String member) {
    return member.startsWith("user:");
  }

  @Override
  boolean blocks() {
    return true;
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
