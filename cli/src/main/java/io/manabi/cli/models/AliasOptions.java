package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the aliases of a model, which are names of versions, are changed. */
public final class AliasOptions {
  @Option(
      names = "--update-aliases",
      paramLabel = "ALIAS=VERSION",
      split = ",",
      description = "Names for versions, as canary=v3; clients then ask for the alias.")
  private Map<String, String> update = new LinkedHashMap<>();

  @Option(
      names = "--remove-aliases",
      paramLabel = "ALIAS",
      split = ",",
      description = "Aliases to remove.")
  private List<String> remove = List.of();

  /** Whether there is anything to change. */
  boolean isGiven() {
    return !update.isEmpty() || !remove.isEmpty();
  }

  /** The aliases that a model has afterwards. */
  ObjectNode changed(JsonNode model) {
    ObjectNode aliases = JsonNodeFactory.instance.objectNode();
    if (model.path("aliases") instanceof ObjectNode former) {
      aliases.setAll(former);
    }
    aliases.remove(remove);
    update.forEach(aliases::put);
    return aliases;
  }
}
