package io.manabi.cli.cloud;

import io.manabi.core.ManabiException;
import java.io.Console;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server and project a command is about, and who asks. */
public final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The address of the server (default: $MANABI_SERVER, that of the profile, or "
              + KeyOptions.SERVER
              + ").")
  private @Nullable String server;

  @Option(
      names = "--project",
      paramLabel = "NAME",
      description =
          "The project (default: $MANABI_PROJECT, that of the profile, or "
              + KeyOptions.PROJECT
              + ").")
  private @Nullable String project;

  @Mixin private KeyOptions keyOptions = new KeyOptions();

  @Option(
      names = {"-q", "--quiet"},
      description = "Ask nothing.")
  private boolean quiet;

  @Option(
      names = {"--account", "--verbosity"},
      hidden = true,
      description = "Taken for gcloud's sake, and not looked at.")
  private String unusedForGcloud = "";

  /**
   * Where to send requests.
   *
   * @throws ManabiException if the address is none, or there is no such profile or key
   */
  public ApiClient connect() {
    return connect(System.getenv(), Profiles.file());
  }

  ApiClient connect(Map<String, String> environment, Path profiles) {
    return keyOptions.connect(server, project, environment, profiles);
  }

  /**
   * Asks the user, who can only be asked at a terminal and without {@code --quiet}.
   *
   * @param what what will happen, as a sentence
   * @throws ManabiException if the user does not want it
   */
  @SuppressWarnings("SystemConsoleNull") // Newer Java has one always; the launcher knows better.
  public void confirm(String what) {
    Console console = System.console();
    if (quiet || console == null || !"1".equals(System.getenv("MANABI_INTERACTIVE"))) {
      return;
    }
    String answer = console.readLine("%s%n%nDo you want to continue (Y/n)?  ", what);
    if (answer != null && !answer.strip().matches("(?i)|y|yes")) {
      throw ManabiException.user("Aborted by user.");
    }
  }
}
