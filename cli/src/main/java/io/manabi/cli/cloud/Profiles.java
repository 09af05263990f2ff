package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of a user: which server, project and key commands use that are not told. They are in
 * {@code ~/.config/manabi/profiles.yaml}.
 *
 * @param active the name of the one that is used; empty if none is
 * @param all each by its name
 */
record Profiles(String active, SortedMap<String, Profile> all) {
  private static final String ACTIVE = "active";
  private static final String PROFILES = "profiles";

  /**
   * A profile.
   *
   * @param server the address of the control server
   * @param project whose jobs and models are meant
   * @param keyFile the file with the key
   */
  record Profile(@Nullable String server, @Nullable String project, @Nullable String keyFile) {
    static final Profile NONE = new Profile(null, null, null);

    /** The same with what {@code other} has. */
    Profile with(Profile other) {
      return new Profile(
          other.server == null ? server : other.server,
          other.project == null ? project : other.project,
          other.keyFile == null ? keyFile : other.keyFile);
    }

    private static Profile of(JsonNode json) {
      return new Profile(text(json, "server"), text(json, "project"), text(json, "key-file"));
    }

    private static @Nullable String text(JsonNode json, String field) {
      return json.path(field).isValueNode() ? json.path(field).asText() : null;
    }

    /** For people and programs. */
    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      Map<String, Optional<String>> fields =
          new TreeMap<>(
              Map.of(
                  "server", Optional.ofNullable(server),
                  "project", Optional.ofNullable(project),
                  "key-file", Optional.ofNullable(keyFile)));
      fields.forEach((name, value) -> value.ifPresent(text -> json.put(name, text)));
      return json;
    }
  }

  /** The file of this user. */
  static Path file() {
    return UserFolders.config().resolve("profiles.yaml");
  }

  /**
   * Reads a file; none if it is not there.
   *
   * @throws ManabiException if it cannot be read
   */
  static Profiles read(Path file) {
    JsonNode json;
    try {
      json = JsonText.readYaml(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      return new Profiles("", new TreeMap<>());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    SortedMap<String, Profile> all = new TreeMap<>();
    json.path(PROFILES).properties().forEach(e -> all.put(e.getKey(), Profile.of(e.getValue())));
    return new Profiles(json.path(ACTIVE).asText(), all);
  }

  /**
   * Writes them to a file.
   *
   * @throws ManabiException if it cannot be written
   */
  void write(Path file) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(ACTIVE, active);
    ObjectNode profiles = json.putObject(PROFILES);
    all.forEach((name, profile) -> profiles.set(name, profile.json()));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
    AtomicFiles.writeText(file, JsonText.yaml(json));
  }

  /**
   * The profile of this name, or the active one if it is empty.
   *
   * @throws ManabiException if there is none of that name
   */
  Profile get(String name) {
    String wanted = name.isEmpty() ? active : name;
    if (wanted.isEmpty()) {
      return Profile.NONE;
    }
    Profile profile = all.get(wanted);
    if (profile == null) {
      throw ManabiException.user(
          "There is no profile "
              + wanted
              + "; make it with: manabi profiles set "
              + wanted
              + " --server ADDRESS");
    }
    return profile;
  }
}
