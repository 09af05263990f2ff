package io.manabi.cli.cloud;

import static java.util.Objects.requireNonNullElse;

import io.manabi.cli.cloud.Profiles.Profile;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who asks a control server: the key, and the profile that may name it and the server. */
public final class KeyOptions {
  static final String SERVER = "http://127.0.0.1:8080";
  static final String PROJECT = "default";

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "A file with your key (default: the key in $MANABI_KEY, or the profile's).")
  private @Nullable Path keyFile;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The profile (default: $MANABI_PROFILE, or the active one).")
  private @Nullable String profile;

  /**
   * Where to send requests.
   *
   * @param server as the user gave it; null or empty for that of the environment or the profile
   * @throws ManabiException if the address is none, or there is no such profile or key
   */
  public ApiClient connect(@Nullable String server) {
    return connect(server, null, System.getenv(), Profiles.file());
  }

  ApiClient connect(
      @Nullable String server,
      @Nullable String project,
      Map<String, String> environment,
      Path profiles) {
    String named = requireNonNullElse(profile, environment.getOrDefault("MANABI_PROFILE", ""));
    Profile kept = Profiles.read(profiles).get(named);
    String address = first(server, environment.get("MANABI_SERVER"), kept.server()).orElse(SERVER);
    return new ApiClient(
        address(address),
        first(project, environment.get("MANABI_PROJECT"), kept.project()).orElse(PROJECT),
        key(environment, kept));
  }

  private Optional<String> key(Map<String, String> environment, Profile kept) {
    String given = environment.get("MANABI_KEY");
    if (keyFile == null && given != null) {
      return Optional.of(given);
    }
    String file = keyFile == null ? kept.keyFile() : keyFile.toString();
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(file)).strip());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of(file), e);
    }
  }

  private static Optional<String> first(@Nullable String... values) {
    for (String value : values) {
      if (value != null && !value.isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** An address as {@code host:port} or a URL. */
  static URI address(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null && uri.getScheme().matches("https?")) {
        return URI.create(uri.toString().replaceAll("/+$", ""));
      }
    } catch (URISyntaxException e) {
      // The sentence below says it.
    }
    throw ManabiException.user(
        "The server is '" + text + "'; expected an address such as " + SERVER + ".");
  }
}
