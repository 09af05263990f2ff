package io.manabi.training.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a cluster and which of them this process is, as the environment variable {@code
 * TF_CONFIG} tells: <a
 * href="https://cloud.google.com/ml-engine/docs/tensorflow/distributed-training-details">Distributed
 * training details</a>.
 *
 * @param tasks for each job ({@code master}, {@code worker}, {@code ps}) its addresses, host:port
 * @param task this process
 */
public record ClusterConfig(Map<String, List<String>> tasks, Task task) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The job that coordinates: it initialises, trains, writes checkpoints and exports. */
  public static final String MASTER = "master";

  /** The job that only trains. */
  public static final String WORKER = "worker";

  /** The job that holds the parameters. */
  public static final String PS = "ps";

  /**
   * A process of the cluster.
   *
   * @param type its job
   * @param index its number in the job, from 0
   */
  public record Task(String type, int index) {
    /** Its name in names of files and in logs, such as {@code worker-0}. */
    public String name() {
      return type + "-" + index;
    }

    @Override
    public String toString() {
      return type + " " + index;
    }
  }

  /** Makes the maps and lists immutable. */
  public ClusterConfig {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    tasks.forEach((job, addresses) -> copy.put(job, List.copyOf(addresses)));
    tasks = Collections.unmodifiableMap(copy);
  }

  /** The cluster of one process that trains alone. */
  public static ClusterConfig local() {
    return new ClusterConfig(Map.of(), new Task(MASTER, 0));
  }

  /**
   * Reads the value of {@code TF_CONFIG}.
   *
   * @param json the value; null, empty or without any task means {@link #local()}
   * @throws ManabiException if it is no JSON, lacks the cluster or this task, or names an address
   *     that is none, or twice
   */
  public static ClusterConfig parse(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return local();
    }
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw ManabiException.user("TF_CONFIG is no valid JSON: " + e.getOriginalMessage() + ".", e);
    }
    Map<String, List<String>> tasks = tasks(root.path("cluster"));
    ClusterConfig config = tasks.isEmpty() ? local() : new ClusterConfig(tasks, task(root));
    config.check();
    return config;
  }

  /** TensorFlow 2 calls the master "chief". */
  private static String job(String name) {
    return name.equals("chief") ? MASTER : name;
  }

  private static Map<String, List<String>> tasks(JsonNode cluster) {
    if (!cluster.isObject()) {
      throw ManabiException.user(
          "TF_CONFIG has no object \"cluster\" with the addresses of each job; unset it to train in"
              + " one process.");
    }
    Map<String, List<String>> tasks = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> job : cluster.properties()) {
      List<String> addresses = new ArrayList<>();
      for (JsonNode address : job.getValue()) {
        addresses.add(address.isTextual() ? address.textValue() : address.toString());
      }
      if (!job.getValue().isArray()) {
        throw ManabiException.user(
            "TF_CONFIG has %s for the job \"%s\"; expected a list of addresses, host:port."
                .formatted(job.getValue(), job.getKey()));
      }
      if (tasks.put(job(job.getKey()), addresses) != null) {
        throw ManabiException.user(
            "TF_CONFIG has a master and a chief, which is the same; leave one out.");
      }
    }
    return tasks;
  }

  private static Task task(JsonNode root) {
    JsonNode type = root.path("task").path("type");
    JsonNode index = root.path("task").path("index");
    if (!type.isTextual() || !index.asText().matches("\\d{1,9}")) {
      throw ManabiException.user(
          "TF_CONFIG does not say which task this process is; expected \"task\": {\"type\": \"worker\","
              + " \"index\": 0} or such, not "
              + root.path("task")
              + ".");
    }
    return new Task(job(type.textValue()), index.asInt());
  }

  private void check() {
    if (tasks.isEmpty()) {
      return;
    }
    if (task.index() >= addresses(task.type()).size()) {
      throw ManabiException.user(
          "TF_CONFIG says that this process is "
              + task
              + ", but its cluster has no such task: "
              + tasks
              + ".");
    }
    if (addresses(MASTER).size() != 1) {
      throw ManabiException.user(
          "TF_CONFIG needs exactly one master (or chief), but has " + addresses(MASTER) + ".");
    }
    Set<String> seen = new HashSet<>();
    for (List<String> addresses : tasks.values()) {
      for (String address : addresses) {
        if (!isAddress(address)) {
          throw ManabiException.user(
              "TF_CONFIG has the address '"
                  + address
                  + "'; expected host:port, with a port from 1 to 65535.");
        }
        if (!seen.add(address)) {
          throw ManabiException.user("TF_CONFIG has the address " + address + " twice.");
        }
      }
    }
  }

  private static boolean isAddress(String address) {
    if (!address.matches("[^\\s:/]+:\\d{1,5}|\\[[0-9a-fA-F:.]+]:\\d{1,5}")) {
      return false;
    }
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return port >= 1 && port <= 65_535;
  }

  /** The addresses of a job; empty if the cluster has none of it. */
  public List<String> addresses(String job) {
    return tasks.getOrDefault(job, List.of());
  }

  /** The address of a task. */
  public String address(Task task) {
    return addresses(task.type()).get(task.index());
  }

  /** All tasks of a job. */
  public List<Task> tasks(String job) {
    return IntStream.range(0, addresses(job).size()).mapToObj(i -> new Task(job, i)).toList();
  }

  /** How many tasks train: the master and the workers. */
  public int trainers() {
    return 1 + addresses(WORKER).size();
  }

  /** Whether there are other processes. */
  public boolean isDistributed() {
    return !addresses(PS).isEmpty() || !addresses(WORKER).isEmpty();
  }

  /** Whether this process coordinates. */
  public boolean isMaster() {
    return task.type().equals(MASTER);
  }
}
