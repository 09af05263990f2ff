package io.manabi.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.LabelOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is changed of a model or a version. */
public final class Changes extends LabelOptions {
  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private @Nullable String description;

  private @Nullable AliasOptions aliases;

  /** Changes aliases as well. */
  void add(AliasOptions options) {
    aliases = options;
  }

  /**
   * Makes the changes, unless somebody else changes the resource meanwhile.
   *
   * @param path of the resource, below the project
   * @return what the server answers
   * @throws ParameterException if there is nothing to change
   */
  JsonNode apply(ApiClient api, String path) {
    boolean hasAliases = aliases != null && aliases.isGiven();
    if (description == null && !hasLabels() && !hasAliases) {
      throw nothingToChange("--description or --update-labels");
    }
    JsonNode former = api.get(path);
    List<String> mask = new ArrayList<>();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (description != null) {
      mask.add("description");
      body.put("description", description);
    }
    if (hasLabels()) {
      mask.add("labels");
      body.set("labels", changedLabels(former));
    }
    if (aliases != null && aliases.isGiven()) {
      mask.add("aliases");
      body.set("aliases", aliases.changed(former));
    }
    if (former.has("etag")) {
      body.set("etag", former.get("etag"));
    }
    return api.patch(path, mask, body);
  }
}
