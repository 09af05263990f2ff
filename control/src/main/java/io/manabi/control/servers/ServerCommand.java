package io.manabi.control.servers;

import java.nio.file.Path;
import java.util.List;

/** How a prediction server is started. */
@FunctionalInterface
public interface ServerCommand {
  /**
   * The program and its arguments. The server must have TensorFlow Serving's REST API and a health
   * check at {@code /healthz}, which is open to all, and look at the file again when it changes.
   * All else it does for those who have the key that is in its environment as {@value
   * io.manabi.web.ServerKey#VARIABLE}.
   *
   * @param address where it is to listen, host:port
   * @param models a ModelServerConfig as text, as TensorFlow Serving's {@code --model_config_file}
   */
  List<String> of(String address, Path models);
}
