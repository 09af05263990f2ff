package io.manabi.cli.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the labels of a resource are changed. */
public class LabelOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec command;

  @Option(
      names = "--update-labels",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "Labels to add or change.")
  private Map<String, String> update = new LinkedHashMap<>();

  @Option(
      names = "--remove-labels",
      paramLabel = "KEY",
      split = ",",
      description = "Labels to remove.")
  private List<String> remove = List.of();

  @Option(names = "--clear-labels", description = "Remove all labels, before others are added.")
  private boolean clear;

  /** Whether there are labels to change. */
  protected final boolean hasLabels() {
    return clear || !update.isEmpty() || !remove.isEmpty();
  }

  /** The labels that a resource has afterwards. */
  protected final ObjectNode changedLabels(JsonNode resource) {
    ObjectNode labels = JsonNodeFactory.instance.objectNode();
    if (!clear && resource.path("labels") instanceof ObjectNode former) {
      labels.setAll(former);
    }
    labels.remove(remove);
    update.forEach(labels::put);
    return labels;
  }

  /**
   * Changes them, unless somebody else changes the resource meanwhile.
   *
   * @param path of the resource, below the project
   * @return the resource as it is then
   * @throws ParameterException if there is nothing to change
   */
  public final JsonNode changeLabels(ApiClient api, String path) {
    if (!hasLabels()) {
      throw nothingToChange("--update-labels, --remove-labels or --clear-labels");
    }
    JsonNode former = api.get(path);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("labels", changedLabels(former));
    if (former.has("etag")) {
      body.set("etag", former.get("etag"));
    }
    return api.patch(path, List.of("labels"), body);
  }

  /** Wrong usage: no change was asked for. */
  protected final ParameterException nothingToChange(String flags) {
    return new ParameterException(command.commandLine(), "Nothing to change; give " + flags + ".");
  }
}
