package io.manabi.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses of the tasks of a job, as the environment variable {@code TF_CONFIG} tells them: <a
 * href="https://cloud.google.com/ml-engine/docs/tensorflow/distributed-training-details">Distributed
 * training details</a>.
 */
final class TfConfig {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<String>> cluster;

  private TfConfig(Map<String, List<String>> cluster) {
    this.cluster = cluster;
  }

  /** Gives each task a free port of this machine. */
  static TfConfig onLoopback(List<Task> tasks) {
    // All sockets are open at once, so that no port is given twice.
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      Map<String, List<String>> cluster = new LinkedHashMap<>();
      for (Task task : tasks) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        cluster
            .computeIfAbsent(task.role().key(), role -> new ArrayList<>())
            .add("127.0.0.1:" + socket.getLocalPort());
      }
      return new TfConfig(cluster);
    } catch (IOException e) {
      throw ManabiException.resources("Cannot find free ports for the tasks of a job.", e);
    } finally {
      sockets.forEach(TfConfig::close);
    }
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
