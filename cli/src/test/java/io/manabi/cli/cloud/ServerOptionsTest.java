package io.manabi.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.cli.cloud.Profiles.Profile;
import io.manabi.core.ManabiException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServerOptionsTest {
  @TempDir Path folder;

  private ApiClient connect(Map<String, String> environment, String... arguments) {
    ServerOptions options = CommandLine.populateCommand(new ServerOptions(), arguments);
    return options.connect(environment, folder.resolve("manabi/profiles.yaml"));
  }

  private void writeProfiles() {
    new Profiles(
            "work",
            new TreeMap<>(
                Map.of(
                    "work", new Profile("http://work:1", "shop", null),
                    "home", new Profile("https://home", null, folder.resolve("key").toString()))))
        .write(folder.resolve("manabi/profiles.yaml"));
  }

  @Test
  void asksThisMachineUnlessToldOtherwise() {
    ApiClient api = connect(Map.of());
    assertThat(api.server()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(api.project()).isEqualTo("default");
  }

  @Test
  void takesFlagsBeforeTheEnvironmentAndThatBeforeTheActiveProfile() {
    writeProfiles();
    ApiClient profile = connect(Map.of());
    assertThat(profile.server()).isEqualTo(URI.create("http://work:1"));
    assertThat(profile.project()).isEqualTo("shop");

    Map<String, String> environment = Map.of("MANABI_SERVER", "env:2", "MANABI_PROJECT", "");
    ApiClient variables = connect(environment);
    assertThat(variables.server()).isEqualTo(URI.create("http://env:2"));
    assertThat(variables.project()).isEqualTo("shop");

    ApiClient flags = connect(environment, "--server", "https://flag/", "--project", "mine");
    assertThat(flags.server()).isEqualTo(URI.create("https://flag"));
    assertThat(flags.project()).isEqualTo("mine");
  }

  @Test
  void usesTheProfileThatIsNamed() throws Exception {
    writeProfiles();
    Files.writeString(folder.resolve("key"), "secret\n");
    assertThat(connect(Map.of(), "--profile", "home").server())
        .isEqualTo(URI.create("https://home"));
    assertThat(connect(Map.of("MANABI_PROFILE", "home")).server())
        .isEqualTo(URI.create("https://home"));
    assertThatThrownBy(() -> connect(Map.of(), "--profile", "other"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("There is no profile other");
  }

  @Test
  void saysWhichKeyCannotBeRead() {
    writeProfiles();
    assertThatThrownBy(() -> connect(Map.of(), "--profile", "home"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(folder.resolve("key").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "ftp://host", "a b", "host:port", "http://[::1"})
  void refusesWhatIsNoAddress(String server) {
    assertThatThrownBy(() -> connect(Map.of(), "--server", server))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("The server is '" + server + "'");
  }

  @Test
  void tellsAllThatAServerSays() {
    assertThat(
            Refusal.of(
                    400,
                    """
                    {"error": {"code": 400, "message": "The job is wrong.", "details": [
                      {"@type": "BadRequest", "fieldViolations": [
                        {"field": "job.id", "description": "Use letters."},
                        {"field": "job", "description": "The job is wrong."}]},
                      {"@type": "Help", "links": [{"description": "See", "url": "http://x"}]}]}}
                    """)
                .getMessage())
        .isEqualTo("The job is wrong. job.id: Use letters. See: http://x");
    assertThat(Refusal.of(400, "{\"error\": \"Prediction failed: x\"}").getMessage())
        .isEqualTo("Prediction failed: x");
    assertThat(Refusal.of(502, "<html>").getMessage())
        .isEqualTo("The server answered with HTTP status 502.");
    assertThat(Refusal.of(401, "{\"error\": {\"message\": \"Who?\"}}").getMessage())
        .isEqualTo("Who? Give a key by --key-file, MANABI_KEY or a profile.");
  }
}
