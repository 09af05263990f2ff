package io.manabi.training.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.net.ServerPing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;

class ServerPingIT {
  private static final Duration LIMIT = Duration.ofMillis(300);

  @Test
  void hearsTensorFlowsServer() throws IOException {
    String address = address(freePort());
    ClusterConfig cluster =
        new ClusterConfig(
            Map.of(ClusterConfig.MASTER, List.of(address)),
            new ClusterConfig.Task(ClusterConfig.MASTER, 0));
    TaskServer.start(cluster, ConfigProto.getDefaultInstance());
    assertThat(ServerPing.answers(address, Duration.ofSeconds(10))).isTrue();
    assertThatThrownBy(() -> TaskServer.start(cluster, ConfigProto.getDefaultInstance()))
        .isInstanceOfSatisfying(
            ManabiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageStartingWith("Port ")
        .hasMessageContaining(address + " is in use; end the program that has it");
  }

  @Test
  void hearsNothingWhereNobodyIs() throws IOException {
    assertThat(ServerPing.answers(address(freePort()), LIMIT)).isFalse();
    assertThat(ServerPing.answers("no-such-host.invalid:2222", LIMIT)).isFalse();
  }

  /** The machine takes connections for a process that does not. */
  @Test
  void hearsNothingFromAProcessThatHangs() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(ServerPing.answers(address(silent.getLocalPort()), LIMIT)).isFalse();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }
}
