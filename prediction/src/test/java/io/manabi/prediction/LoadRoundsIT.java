package io.manabi.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.tensors.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LoadRoundsIT {
  private static final int HEAVY = 1 << 20;

  @TempDir private Path temporary;
  private final ServedModels models = new ServedModels();

  private void round(Path model) {
    models.load("m", "v1", 1, model);
    try (Lease lease = models.lease(ModelReference.latest("m"))) {
      lease
          .predict(
              "",
              Map.of("x", TestTensors.floats(1)),
              List.of(),
              Deadline.after(Duration.ofSeconds(20)))
          .join();
    }
    models.unload("m", "v1");
  }

  private static long count(String directory) {
    try (Stream<Path> entries = Files.list(Path.of(directory))) {
      return entries.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
  }

  @Test
  @Timeout(120)
  void hundredRoundsOfLoadingLeaveMemoryFilesAndThreadsWhereTheyWere() throws IOException {
    Path heavy = TestModels.heavy(HEAVY, temporary.resolve("heavy"));
    Path threads = TestModels.counting(temporary.resolve("threads"));
    for (int i = 0; i < 20; i++) {
      round(heavy);
      round(threads);
    }
    System.gc();
    long memory = residentBytes();
    long files = count("/proc/self/fd");
    long running = count("/proc/self/task");
    for (int i = 0; i < 100; i++) {
      round(heavy);
      round(threads);
    }
    System.gc();

    assertThat(residentBytes() - memory).as("bytes more").isLessThan(50L * HEAVY);
    assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(files + 2);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> count("/proc/self/task") <= running + 3);
    models.close();
  }
}
