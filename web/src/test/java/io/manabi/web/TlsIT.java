package io.manabi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.manabi.core.ManabiException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
  private static final Duration OFTEN = Duration.ofMillis(30);

  private static X509Bundle authority;
  private static X509Bundle first;
  private static X509Bundle second;
  private static X509Bundle expired;
  private static X509Bundle client;

  @BeforeAll
  static void makeCertificates() throws Exception {
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    first = ofServer(1, Instant.now().plus(Duration.ofDays(1)));
    second = ofServer(2, Instant.now().plus(Duration.ofDays(1)));
    expired = ofServer(3, Instant.now().minus(Duration.ofHours(1)));
    client =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=client")
            .addExtendedKeyUsageClientAuth()
            .buildIssuedBy(authority);
  }

  private static X509Bundle ofServer(int serial, Instant end) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .addExtendedKeyUsageServerAuth()
        .serial(BigInteger.valueOf(serial))
        .notBefore(Instant.now().minus(Duration.ofDays(1)))
        .notAfter(end)
        .buildIssuedBy(authority);
  }

  @Test
  void exchangesTheCertificateOfARunningServer(@TempDir Path directory) throws Exception {
    Path certificate = directory.resolve("server.crt");
    Path key = directory.resolve("server.key");
    write(certificate, key, first);
    try (LoggedLines log = new LoggedLines(WatchedFiles.class.getName());
        Tls tls = Tls.ofFiles(new Tls.Files(certificate, key, null), false, OFTEN);
        Server server = start(tls)) {
      assertThat(serialSeenBy(server, null)).isEqualTo(1);

      Files.writeString(certificate, second.getCertificatePathPEM());
      awaitLogged(log, "is not that of the certificate");
      assertThat(serialSeenBy(server, null)).isEqualTo(1);
      Files.writeString(key, second.getPrivateKeyPEM());
      awaitLogged(log, "which changed");
      assertThat(serialSeenBy(server, null)).isEqualTo(2);

      write(certificate, key, expired);
      awaitLogged(log, "is not valid now");
      Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
      awaitLogged(log, "server.crt holds no certificate");
      Files.delete(key);
      awaitLogged(log, "server.key: no such file or directory");
      assertThat(serialSeenBy(server, null)).isEqualTo(2);
      log.lines().clear();
      write(certificate, key, first);
      awaitLogged(log, "which changed");
      assertThat(serialSeenBy(server, null)).isEqualTo(1);
    }
  }

  private static void awaitLogged(LoggedLines log, String part) {
    await().atMost(RunningServer.LIMIT).until(() -> log.has(part));
  }

  @Test
  void servesOnlyClientsWithACertificateIfTold() {
    try (Tls tls =
            Tls.ofTexts(
                first.getCertificatePathPEM(),
                first.getPrivateKeyPEM(),
                authority.getCertificatePEM(),
                true);
        Server server = start(tls)) {
      assertThat(tls.isMutual()).isTrue();
      assertThat(serialSeenBy(server, client)).isEqualTo(1);
      assertThatThrownBy(() -> serialSeenBy(server, null)).isInstanceOf(java.io.IOException.class);
      X509Bundle stranger =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=client")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      assertThatThrownBy(() -> serialSeenBy(server, stranger))
          .isInstanceOf(java.io.IOException.class);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesWhatIsNoKeyOrCertificate() throws Exception {
    String pem = first.getCertificatePathPEM();
    String key = first.getPrivateKeyPEM();

    assertRefused("nothing", key, "", false, "server_cert holds no certificate");
    assertRefused(
        pem, "secret", "", false, "server_key holds no private key; expected unencrypted PEM text");
    assertRefused(pem, key, "nothing", false, "custom_ca holds no certificate");
    assertRefused(pem, second.getPrivateKeyPEM(), "", false, "is not that of the certificate");
    assertRefused(expired.getCertificatePEM(), key, "", false, "is not valid now");
    assertRefused(pem, key, "", true, "no authority that signs them is given");
    assertThatThrownBy(
            () -> Tls.ofFiles(new Tls.Files(Path.of("none.crt"), Path.of("none.key"), null), false))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("none.crt");
  }

  private static void assertRefused(
      String certificate, String key, String authorities, boolean mutual, String message) {
    assertThatThrownBy(() -> Tls.ofTexts(certificate, key, authorities, mutual))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  private static void write(Path certificate, Path key, X509Bundle bundle) throws Exception {
    Files.writeString(certificate, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
  }

  private static Server start(Tls tls) {
    ServerBuilder builder =
        Server.builder()
            .https(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service("/hello", (context, request) -> HttpResponse.of("hello"));
    tls.applyTo(builder);
    Server server = builder.build();
    server.start().join();
    return server;
  }

  /** The number of the certificate that a new connection gets. */
  private static int serialSeenBy(Server server, @Nullable X509Bundle identity) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = identity == null ? null : identity.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    java.net.http.HttpResponse<String> response =
        HttpClient.newBuilder()
            .sslContext(context)
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("https://localhost:" + server.activeLocalPort() + "/hello"))
                    .timeout(RunningServer.LIMIT)
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.body()).isEqualTo("hello");
    List<java.security.cert.Certificate> chain =
        List.of(response.sslSession().orElseThrow().getPeerCertificates());
    return ((X509Certificate) chain.get(0)).getSerialNumber().intValue();
  }
}
