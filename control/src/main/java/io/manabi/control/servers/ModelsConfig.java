package io.manabi.control.servers;

import io.manabi.control.models.DeployedModel;
import java.util.List;
import java.util.TreeSet;

/**
 * Writes what servers are to serve, as TensorFlow Serving reads it: a ModelServerConfig as text.
 */
final class ModelsConfig {
  private ModelsConfig() {}

  static String text(List<DeployedModel> models) {
    StringBuilder text = new StringBuilder("model_config_list {\n");
    for (DeployedModel model : models) {
      if (!model.versions().isEmpty()) {
        text.append("  config {\n    name: ")
            .append(quoted(model.servedName()))
            .append("\n    base_path: ")
            .append(quoted(model.basePath().toString()))
            .append("\n    model_platform: \"tensorflow\"\n    model_version_policy { specific {");
        new TreeSet<>(model.versions())
            .forEach(version -> text.append(" versions: ").append(version));
        text.append(" } }\n  }\n");
      }
    }
    return text.append("}\n").toString();
  }

  private static String quoted(String value) {
    return '"'
        + value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
        + '"';
  }
}
