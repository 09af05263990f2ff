package io.manabi.cli.serve;

import io.manabi.core.ManabiException;
import io.manabi.serving.tensorflow.SslFile;
import io.manabi.web.Authenticator;
import io.manabi.web.Keys;
import io.manabi.web.ServerSettings;
import io.manabi.web.Tls;
import io.manabi.web.Tokens;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say who may use the server. */
final class AccessFlags {
  @Option(
      names = "--keys-file",
      paramLabel = "FILE",
      description =
          "Require one of the keys in this file, which is watched; make keys with manabi keys create.")
  private @Nullable Path keysFile;

  @Option(
      names = "--jwks",
      paramLabel = "FILE|URL",
      description = "Or a token that is signed with one of these keys of your identity provider.")
  private @Nullable String jwks;

  @Option(names = "--jwt-issuer", paramLabel = "NAME", description = "The issuer of such tokens.")
  private String issuer = "";

  @Option(
      names = "--jwt-audience",
      paramLabel = "NAME",
      description = "The audience of such tokens.")
  private String audience = "";

  @Option(
      names = "--jwt-scope-claim",
      paramLabel = "NAME",
      defaultValue = "scope",
      description =
          "Their claim that says what is allowed, such as 'predict:mnist read role:shop=trainer'"
              + " (default: ${DEFAULT-VALUE}).")
  private String scopeClaim = "scope";

  @Option(
      names = "--ssl-config-file",
      paramLabel = "FILE",
      description = "TLS: an SSLConfig as text, with key and certificates in it.")
  private @Nullable Path sslConfigFile;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "TLS: the certificate chain as PEM; exchanged without a restart.")
  private @Nullable Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key as PEM.")
  private @Nullable Path key;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Require certificates of clients that this authority has signed.")
  private @Nullable Path clientAuthority;

  @Option(
      names = "--insecure",
      description = "Listen on other addresses than this machine's own without any of these.")
  private boolean insecure;

  /** Tells a server, and returns what is to be closed after it. */
  List<AutoCloseable> applyTo(ServerSettings<?> server) {
    List<AutoCloseable> opened = new ArrayList<>();
    if (keysFile != null) {
      Authenticator keys = Keys.of(keysFile);
      opened.add(keys);
      server.authenticator(keys);
    }
    if (jwks != null) {
      Authenticator tokens = tokens(jwks);
      opened.add(tokens);
      server.authenticator(tokens);
    }
    @Nullable Tls tls = tls();
    if (tls != null) {
      opened.add(tls);
      server.tls(tls);
    }
    if (insecure) {
      server.insecure();
    }
    return opened;
  }

  /** With which protocol the server is asked. */
  String scheme() {
    return sslConfigFile != null || certificate != null ? "https" : "http";
  }

  private Tokens tokens(String address) {
    if (issuer.isEmpty() || audience.isEmpty()) {
      throw ManabiException.user("--jwks needs --jwt-issuer and --jwt-audience as well.");
    }
    Tokens.Rules rules = new Tokens.Rules(issuer, audience, scopeClaim);
    return address.startsWith("https://")
        ? Tokens.ofAddress(URI.create(address), rules)
        : Tokens.ofFile(Path.of(address), rules);
  }

  private @Nullable Tls tls() {
    if (sslConfigFile != null) {
      return SslFile.read(sslConfigFile);
    }
    if ((certificate == null) != (key == null)
        || (certificate == null && clientAuthority != null)) {
      throw ManabiException.user("TLS needs both --tls-certificate and --tls-key.");
    }
    return certificate == null || key == null
        ? null
        : Tls.ofFiles(new Tls.Files(certificate, key, clientAuthority), clientAuthority != null);
  }
}
