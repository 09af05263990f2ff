package io.manabi.gateway.servers;

import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.common.TlsKeyPair;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How servers are asked over TLS. Files are read when the gateway starts.
 *
 * @param authorities whose certificates servers must have; empty for those that Java trusts
 * @param identity what the gateway shows of itself, if servers want that
 */
public record ServersTls(List<X509Certificate> authorities, Optional<TlsKeyPair> identity) {
  /** Keeps what is there now. */
  public ServersTls {
    authorities = List.copyOf(authorities);
  }

  /**
   * What files say, all of them PEM.
   *
   * @param authority certificates of those who sign those of servers; null for whom Java trusts
   * @param certificate of the gateway; null for none
   * @param key its private key; null for none
   * @throws ManabiException if one cannot be read or used, or there is a certificate without a key
   */
  public static ServersTls ofFiles(
      @Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {
    if ((certificate == null) != (key == null)) {
      throw ManabiException.user(
          "A certificate for servers needs both --servers-tls-certificate and --servers-tls-key.");
    }
    return new ServersTls(
        authority == null ? List.of() : certificates(authority),
        certificate == null || key == null
            ? Optional.empty()
            : Optional.of(identity(certificate, key)));
  }

  private static List<X509Certificate> certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException e) {
      throw ManabiException.user(file + " has no certificates; expected some as PEM.", e);
    } catch (IOException e) {
      throw ManabiException.user(file + " cannot be read: " + e.getMessage() + ".", e);
    }
    throw ManabiException.user(file + " has no certificates; expected some as PEM.");
  }

  private static TlsKeyPair identity(Path certificate, Path key) {
    try {
      return TlsKeyPair.of(key.toFile(), certificate.toFile());
    } catch (IllegalArgumentException e) {
      throw ManabiException.user(
          certificate + " and " + key + " cannot be used: expected a certificate and its key, PEM.",
          e);
    }
  }

  void applyTo(ClientFactoryBuilder factory) {
    factory.tlsCustomizer(
        tls -> {
          if (!authorities.isEmpty()) {
            tls.trustManager(authorities.toArray(X509Certificate[]::new));
          }
          identity.ifPresent(pair -> tls.keyManager(pair.privateKey(), pair.certificateChain()));
        });
  }
}
