package io.manabi.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.net.ServerPing;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The addresses of the tasks of a job, as the environment variable {@code TF_CONFIG} tells them: <a
 * href="https://cloud.google.com/ml-engine/docs/tensorflow/distributed-training-details">Distributed
 * training details</a>.
 */
final class TfConfig {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Below the ports that Linux, macOS and Windows give to outgoing connections, so that none of
   * those takes a port between its choice here and the start of the task.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;
  private static final int ATTEMPTS = 1_000;

  private final Map<String, List<String>> cluster;

  private TfConfig(Map<String, List<String>> cluster) {
    this.cluster = cluster;
  }

  /** Addresses that somebody has given. */
  static TfConfig of(Map<String, List<String>> cluster) {
    return new TfConfig(cluster);
  }

  /** Gives each task a free port of this machine. */
  static TfConfig onThisMachine(List<Task> tasks) {
    // All sockets are open at once, so that no port is given twice.
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      Map<String, List<String>> cluster = new LinkedHashMap<>();
      for (Task task : tasks) {
        ServerSocket socket = openFreePort();
        sockets.add(socket);
        cluster
            .computeIfAbsent(task.role().key(), role -> new ArrayList<>())
            .add("127.0.0.1:" + socket.getLocalPort());
      }
      return new TfConfig(cluster);
    } finally {
      sockets.forEach(TfConfig::close);
    }
  }

  /** Opens a port on all interfaces, for so does a TensorFlow server that is given it. */
  private static ServerSocket openFreePort() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return new ServerSocket(ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1));
      } catch (BindException e) {
        // Somebody has it; the next one may be free.
      } catch (IOException e) {
        throw ManabiException.resources("Cannot open a port for a task of a job.", e);
      }
    }
    throw ManabiException.resources(
        "Found no free port between "
            + FIRST_PORT
            + " and "
            + LAST_PORT
            + " for a task of a job; end programs that listen there.");
  }

  /** The address of a task, host:port. */
  String address(Task task) {
    return requireNonNull(cluster.get(task.role().key())).get(task.index());
  }

  /** The hosts of all tasks, each once. */
  Stream<String> hosts() {
    return cluster.values().stream().flatMap(List::stream).map(ServerPing::host).distinct();
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw ManabiException.resources("Cannot give back port " + socket.getLocalPort() + ".", e);
    }
  }

  /** The value of the variable for one task. */
  String json(Task task) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("cluster", cluster);
    config.put("task", Map.of("type", task.role().key(), "index", task.index()));
    config.put("environment", "cloud");
    try {
      return JSON.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("Cannot write TF_CONFIG.", e);
    }
  }
}
