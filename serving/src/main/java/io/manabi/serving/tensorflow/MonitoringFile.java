package io.manabi.serving.tensorflow;

import io.manabi.core.ManabiException;
import io.manabi.serving.apis.MonitoringConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of {@code --monitoring-config-file}.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/serving_config#monitoring_configuration">
 *     Monitoring configuration</a>
 */
public final class MonitoringFile {
  private static final String USUAL_PATH = "/monitoring/prometheus/metrics";

  private MonitoringFile() {}

  /**
   * The path at which measurements are wanted under TensorFlow Serving's names; empty if they are
   * not.
   *
   * @throws ManabiException if the file cannot be read, or the path is none
   */
  public static Optional<String> read(Path file) {
    MonitoringConfig config =
        TextFiles.read(file, "--monitoring-config-file", MonitoringConfig.newBuilder()).build();
    if (!config.getPrometheusConfig().getEnable()) {
      return Optional.empty();
    }
    String path = config.getPrometheusConfig().getPath();
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw ManabiException.user(
          "The file "
              + file
              + " of --monitoring-config-file has the path '"
              + path
              + "'; a path begins with '/'.");
    }
    return Optional.of(path.isEmpty() ? USUAL_PATH : path);
  }
}
