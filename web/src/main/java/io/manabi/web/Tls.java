package io.manabi.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import io.manabi.core.ManabiException;
import io.netty.handler.ssl.ClientAuth;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server proves itself by, and, for mutual TLS, whom it trusts. Files are read again when
 * they change: new connections then get the new certificate, those that are open stay. A new
 * certificate that is broken, expired or not the key's is told in the log, and the old one stays in
 * use.
 */
public final class Tls implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final boolean clientsNeedCertificate;
  private final @Nullable WatchedFiles files;
  private volatile TlsIdentity identity;

  private Tls(TlsIdentity identity, boolean clientsNeedCertificate) {
    this.identity = identity;
    this.clientsNeedCertificate = clientsNeedCertificate;
    this.files = null;
    requireAuthority();
  }

  private Tls(Files files, boolean clientsNeedCertificate, Duration interval) {
    this.clientsNeedCertificate = clientsNeedCertificate;
    this.identity = TlsIdentity.NONE;
    this.files =
        new WatchedFiles(files.paths(), interval, contents -> identity = files.identity(contents));
    requireAuthority();
  }

  /**
   * Files in the PEM format.
   *
   * @param certificate the server's certificate, and those between it and the authority
   * @param key its private key, unencrypted, in PKCS#8 (BEGIN PRIVATE KEY)
   * @param clientAuthority certificates of the authorities that clients' certificates must be
   *     signed by, or null if clients have none
   */
  public record Files(Path certificate, Path key, @Nullable Path clientAuthority) {
    List<Path> paths() {
      return Stream.of(certificate, key, clientAuthority)
          .filter(path -> path != null)
          .map(path -> requireNonNull(path))
          .toList();
    }

    TlsIdentity identity(List<byte[]> contents) {
      return new TlsIdentity.Source(
              certificate.toString(), key.toString(), String.valueOf(clientAuthority))
          .read(
              contents.get(0),
              contents.get(1),
              contents.size() > 2 ? contents.get(2) : new byte[0]);
    }
  }

  /**
   * TLS from files, which are watched until {@link #close()}.
   *
   * @param clientsNeedCertificate whether clients without a certificate are refused
   * @throws ManabiException if a file cannot be read or is no PEM file, or if key and certificate
   *     do not belong together
   */
  public static Tls ofFiles(Files files, boolean clientsNeedCertificate) {
    return ofFiles(files, clientsNeedCertificate, INTERVAL);
  }

  static Tls ofFiles(Files files, boolean clientsNeedCertificate, Duration interval) {
    return new Tls(files, clientsNeedCertificate, interval);
  }

  /**
   * TLS from texts in the PEM format, as TensorFlow Serving's {@code ssl_config} has them.
   *
   * @param certificate {@code server_cert}
   * @param key {@code server_key}
   * @param clientAuthority {@code custom_ca}, empty if clients have no certificates
   * @param clientsNeedCertificate {@code client_verify}
   * @throws ManabiException if a text is not what it should be
   */
  public static Tls ofTexts(
      String certificate, String key, String clientAuthority, boolean clientsNeedCertificate) {
    TlsIdentity identity =
        new TlsIdentity.Source("server_cert", "server_key", "custom_ca")
            .read(
                certificate.getBytes(UTF_8), key.getBytes(UTF_8), clientAuthority.getBytes(UTF_8));
    return new Tls(identity, clientsNeedCertificate);
  }

  private void requireAuthority() {
    if (clientsNeedCertificate && identity.clientAuthorities().isEmpty()) {
      close();
      throw ManabiException.user(
          "Clients must have certificates, but no authority that signs them is given; name one"
              + " (custom_ca in the file of --ssl-config-file), or let clients come without.");
    }
  }

  /** Whether only clients with a certificate are served. */
  public boolean isMutual() {
    return clientsNeedCertificate;
  }

  /** Has a server use it for its ports of {@code https}. */
  public void applyTo(ServerBuilder server) {
    ClientAuth clientAuth =
        clientsNeedCertificate
            ? ClientAuth.REQUIRE
            : identity.clientAuthorities().isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL;
    server.tlsProvider(
        new TlsProvider() {
          @Override
          public TlsKeyPair keyPair(String hostname) {
            return identity.keyPair();
          }

          @Override
          public @Nullable List<X509Certificate> trustedCertificates(String hostname) {
            List<X509Certificate> authorities = identity.clientAuthorities();
            return authorities.isEmpty() ? null : authorities;
          }
        },
        ServerTlsConfig.builder().clientAuth(clientAuth).build());
  }

  /** Watches its files no more; a server that uses it goes on with what was read. */
  @Override
  public void close() {
    if (files != null) {
      files.close();
    }
  }
}
