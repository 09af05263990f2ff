package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import io.manabi.jobs.Task;
import io.manabi.jobs.TfConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports of this machine that nobody uses. */
final class FreePorts {
  /**
   * Below the ports that Linux, macOS and Windows give to outgoing connections, so that none of
   * those takes a port between its choice here and the start of the task.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /** Gives each task a free port. */
  static TfConfig forTasks(List<Task> tasks) {
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
      sockets.forEach(FreePorts::close);
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

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw ManabiException.resources("Cannot give back port " + socket.getLocalPort() + ".", e);
    }
  }
}
