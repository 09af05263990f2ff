package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands take from files and folders of this machine. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads a resource in YAML or JSON, as {@code --config} names it.
   *
   * @throws ManabiException if it cannot be read, or is none
   */
  public static ObjectNode read(Path file) {
    try {
      JsonNode read = JsonText.readYaml(file.toString(), Files.readString(file));
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    throw ManabiException.user(file + " holds no fields; expected a resource in YAML or JSON.");
  }

  /** A place for the server: an address as it is, a path of this machine as an absolute one. */
  public static String location(String text) {
    return text.contains("://") ? text : Path.of(text).toAbsolutePath().normalize().toString();
  }
}
