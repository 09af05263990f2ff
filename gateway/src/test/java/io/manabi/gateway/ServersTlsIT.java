package io.manabi.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import io.manabi.core.ManabiException;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.ServersTls;
import io.manabi.gateway.servers.UpstreamOptions;
import io.manabi.web.Tls;
import io.manabi.web.WebServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway before a server that wants TLS and a certificate. */
class ServersTlsIT {
  @TempDir private Path directory;

  private Path write(String name, String pem) throws Exception {
    return Files.writeString(directory.resolve(name), pem);
  }

  @Test
  void asksOnlyServersThatItTrustsAndShowsItsOwnCertificate() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle server =
        issued(
            new CertificateBuilder().addSanDnsName("localhost").addExtendedKeyUsageServerAuth(),
            "CN=server",
            authority);
    X509Bundle client =
        issued(new CertificateBuilder().addExtendedKeyUsageClientAuth(), "CN=gateway", authority);
    Path trusted = write("ca.pem", authority.getCertificatePEM());
    Path certificate = write("gateway.pem", client.getCertificatePathPEM());
    Path key = write("gateway.key", client.getPrivateKeyPEM());
    Tls tls =
        Tls.ofFiles(
            new Tls.Files(
                write("server.pem", server.getCertificatePathPEM()),
                write("server.key", server.getPrivateKeyPEM()),
                trusted),
            true);
    ServerBuilder builder =
        Server.builder()
            .https(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .service("/healthz", HealthCheckService.of())
            .service("prefix:/", (context, request) -> HttpResponse.of("over TLS"));
    tls.applyTo(builder);
    try (tls;
        Server backend = builder.build()) {
      backend.start().join();
      Servers servers = Servers.ofList(List.of("localhost:" + backend.activeLocalPort()));
      UpstreamOptions options =
          UpstreamOptions.DEFAULTS.withTls(ServersTls.ofFiles(trusted, certificate, key));
      try (RunningGateway gateway =
          new RunningGateway(Gateway.builder(servers).upstream(options), WebServer.settings())) {
        assertThat(
                WebClient.of("http://127.0.0.1:" + gateway.port())
                    .post("/v1/models/half:predict", "{}")
                    .aggregate()
                    .join()
                    .contentUtf8())
            .isEqualTo("over TLS");
      }
      try (Gateway stranger =
          Gateway.builder(servers)
              .upstream(UpstreamOptions.DEFAULTS.withTls(ServersTls.ofFiles(trusted, null, null)))
              .build(WebServer.settings())) {
        assertThat(stranger.awaitServer(Duration.ofSeconds(2))).isFalse();
      }
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path nonsense = write("nonsense.pem", "none");

    assertThatThrownBy(() -> ServersTls.ofFiles(nonsense, null, null))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("as PEM");
    assertThatThrownBy(() -> ServersTls.ofFiles(null, nonsense, null))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("needs both");
  }

  private static X509Bundle issued(
      CertificateBuilder certificate, String subject, X509Bundle authority) throws Exception {
    return certificate.ecp256().subject(subject).buildIssuedBy(authority);
  }
}
