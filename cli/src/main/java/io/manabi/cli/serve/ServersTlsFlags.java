package io.manabi.cli.serve;

import io.manabi.core.ManabiException;
import io.manabi.gateway.servers.ServersTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a gateway asks servers that have TLS. */
final class ServersTlsFlags {
  @Option(
      names = "--servers-tls",
      description = "Ask the prediction servers over TLS; their certificates must be valid.")
  private boolean tls;

  @Option(
      names = "--servers-ca-file",
      paramLabel = "FILE",
      description = "Who must have signed their certificates, as PEM (default: whom Java trusts).")
  private @Nullable Path authority;

  @Option(
      names = "--servers-tls-certificate",
      paramLabel = "FILE",
      description = "What the gateway shows of itself to servers that want it, as PEM.")
  private @Nullable Path certificate;

  @Option(names = "--servers-tls-key", paramLabel = "FILE", description = "Its private key as PEM.")
  private @Nullable Path key;

  /**
   * What they say.
   *
   * @throws ManabiException if a file cannot be used, or would have no effect
   */
  Optional<ServersTls> read() {
    if (!tls && (authority != null || certificate != null || key != null)) {
      throw ManabiException.user(
          "--servers-ca-file, --servers-tls-certificate and --servers-tls-key have no effect without"
              + " --servers-tls; give that too.");
    }
    return tls ? Optional.of(ServersTls.ofFiles(authority, certificate, key)) : Optional.empty();
  }
}
