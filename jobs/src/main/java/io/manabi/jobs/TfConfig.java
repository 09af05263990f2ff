package io.manabi.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.net.ServerPing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The addresses of the tasks of a job, as the environment variable {@code TF_CONFIG} tells them: <a
 * href="https://cloud.google.com/ml-engine/docs/tensorflow/distributed-training-details">Distributed
 * training details</a>.
 *
 * @param cluster for each role by its {@link Task.Role#key}, the addresses, host:port
 */
public record TfConfig(Map<String, List<String>> cluster) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keeps the addresses as they are now, in their order. */
  public TfConfig {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    cluster.forEach((role, addresses) -> copy.put(role, List.copyOf(addresses)));
    cluster = Collections.unmodifiableMap(copy);
  }

  /**
   * The address of a task, host:port.
   *
   * @throws ManabiException if it has none
   */
  public String address(Task task) {
    List<String> addresses = cluster.getOrDefault(task.role().key(), List.of());
    if (task.index() >= addresses.size()) {
      throw ManabiException.user(
          "TF_CONFIG has no address for task " + task + "; its cluster is " + cluster + ".");
    }
    return addresses.get(task.index());
  }

  /** The hosts of all tasks, each once. */
  public Stream<String> hosts() {
    return cluster.values().stream().flatMap(List::stream).map(ServerPing::host).distinct();
  }

  /** The value of the variable for one task. */
  public String json(Task task) {
    return json(task, false);
  }

  /**
   * The value of the variable for one task.
   *
   * @param chief whether it calls the master the chief, as TensorFlow 2 does
   */
  public String json(Task task, boolean chief) {
    UnaryOperator<String> name =
        role -> chief && role.equals(Task.Role.MASTER.key()) ? "chief" : role;
    Map<String, List<String>> named = new LinkedHashMap<>();
    cluster.forEach((role, addresses) -> named.put(name.apply(role), addresses));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("cluster", named);
    config.put("task", Map.of("type", name.apply(task.role().key()), "index", task.index()));
    config.put("environment", "cloud");
    try {
      return JSON.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("Cannot write TF_CONFIG.", e);
    }
  }
}
