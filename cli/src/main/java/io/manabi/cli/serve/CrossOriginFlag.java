package io.manabi.cli.serve;

import io.manabi.web.ServerSettings;
import picocli.CommandLine.Option;

/** The flag that lets web pages of other origins call a server; not one that starts programs. */
final class CrossOriginFlag {
  @Option(
      names = "--rest-api-enable-cors-support",
      arity = "0..1",
      fallbackValue = "true",
      description = "Let web pages of other origins call the server.")
  private boolean cors;

  /** Tells a server. */
  void applyTo(ServerSettings<?> server) {
    if (cors) {
      server.cors();
    }
  }
}
