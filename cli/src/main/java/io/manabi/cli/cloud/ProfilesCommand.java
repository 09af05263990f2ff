package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.cli.cloud.Profiles.Profile;
import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which server, project and key the other commands use. */
@Command(
    name = "profiles",
    description = {
      "Keep which server, project and key other commands use, by name.",
      "They are in ~/.config/manabi/profiles.yaml. Flags count before the variables MANABI_SERVER,"
          + " MANABI_PROJECT, MANABI_KEY and MANABI_PROFILE, and those before the active profile."
    },
    footer = {
      "",
      "Example:",
      "  manabi profiles set work --server https://ml.example.com --project shop"
    })
public final class ProfilesCommand {
  private static final String NAME = "The name of the profile.";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Command(name = "list", description = "List the profiles.")
  void list(@Mixin ListOptions options) {
    Profiles profiles = Profiles.read(Profiles.file());
    List<JsonNode> rows = new ArrayList<>();
    profiles
        .all()
        .forEach(
            (name, profile) ->
                rows.add(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("name", name)
                        .put("active", name.equals(profiles.active()))
                        .setAll(profile.json())));
    options.print(rows.stream(), "table(name, active, server, project, key-file:label=KEY_FILE)");
  }

  @Command(
      name = "set",
      description = "Make a profile or change one; the first one becomes the active one.")
  void set(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(names = "--server", paramLabel = "URL", description = "The address of the server.")
          @Nullable String server,
      @Option(names = "--project", paramLabel = "NAME", description = "The project.")
          @Nullable String project,
      @Option(names = "--key-file", paramLabel = "FILE", description = "The file with the key.")
          @Nullable Path keyFile) {
    Profile given =
        new Profile(
            server == null ? null : KeyOptions.address(server).toString(),
            project,
            keyFile == null ? null : keyFile.toAbsolutePath().normalize().toString());
    Profiles profiles = Profiles.read(Profiles.file());
    SortedMap<String, Profile> all = new TreeMap<>(profiles.all());
    all.put(name, all.getOrDefault(name, Profile.NONE).with(given));
    String active = profiles.active().isEmpty() ? name : profiles.active();
    write(new Profiles(active, all), "Updated profile [" + name + "].");
  }

  @Command(name = "activate", description = "Make a profile the one that is used.")
  void activate(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    Profiles profiles = Profiles.read(Profiles.file());
    Object unused = profiles.get(name);
    write(new Profiles(name, profiles.all()), "Activated [" + name + "].");
  }

  @Command(name = "delete", description = "Delete a profile.")
  void delete(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    Profiles profiles = Profiles.read(Profiles.file());
    Object unused = profiles.get(name);
    if (name.equals(profiles.active()) && profiles.all().size() > 1) {
      throw ManabiException.user(
          "Profile " + name + " is the active one; activate another one first.");
    }
    SortedMap<String, Profile> left = new TreeMap<>(profiles.all());
    left.remove(name);
    write(
        new Profiles(left.isEmpty() ? "" : profiles.active(), left),
        "Deleted profile [" + name + "].");
  }

  private void write(Profiles profiles, String message) {
    profiles.write(Profiles.file());
    spec.commandLine().getErr().println(message);
  }
}
