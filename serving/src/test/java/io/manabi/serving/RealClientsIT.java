package io.manabi.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server asked through the clients that people use, about models that Python TensorFlow wrote;
 * {@code src/test/python/clients.py} holds the answers against Python's own.
 */
class RealClientsIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void answersRealClientsAsPythonDoes() throws IOException {
    PythonEnvironment python = PythonEnvironment.get();
    Path models = python.models();
    try (RunningServer server = new RunningServer(builder -> builder)) {
      for (Path model : folders(models)) {

        for (Path version : folders(model)) {
          String number = name(version);
          server.models().load(name(model), "v" + number, Integer.parseInt(number), version);
        }
      }
      String rest = "127.0.0.1:" + server.port();
      String grpc = rest; // one port serves both

      ProcessRun ended =
          python.run(
              LIMIT, "clients.py", "--models", models.toString(), "--rest", rest, "--grpc", grpc);

      assertThat(ended.output().lines().filter(line -> !line.startsWith("ok "))).hasSize(1);
      assertThat(ended.output()).contains(" checks were right, 0 failed");
      assertThat(ended.exitCode()).isZero();
    }
  }

  private static List<Path> folders(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
