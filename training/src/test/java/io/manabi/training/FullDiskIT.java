package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.manabi.core.files.FullDisk;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.watch.TrainingLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trains on a disk that is full for a while. */
@Timeout(120)
class FullDiskIT {
  @TempDir Path data;
  @TempDir Path disk;
  @TempDir Path logs;

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void keepsTheLastCheckpointAndGoesOnTrying(int servers) throws Exception {
    Path job = mount();
    try (TestCluster alone = start(job, servers, "1000000")) {
      await().atMost(TestCluster.LIMIT).until(() -> !newest(job).isEmpty());
      Path filler = disk.resolve("filler");
      fill(filler);
      await()
          .atMost(TestCluster.LIMIT)
          .until(() -> alone.log("master-0").contains("There is no room for the checkpoint"));
      String last = newest(job);
      await().atMost(TestCluster.LIMIT).until(() -> parts(job).isEmpty());
      Files.delete(filler);
      await().atMost(TestCluster.LIMIT).until(() -> !newest(job).equals(last));
      assertThat(alone.task("master-0").isAlive()).isTrue();
      for (String line : Files.readAllLines(job.resolve(TrainingLog.FILE))) {
        assertThat(line).startsWith("{").endsWith("}");
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  /** What a training is for is not lost because the disk is full when it ends. */
  @Test
  void waitsForRoomForTheLastCheckpoint() throws Exception {
    Path job = mount();
    try (TestCluster alone = start(job, 0, "12000")) {
      await().atMost(TestCluster.LIMIT).until(() -> !newest(job).isEmpty());
      Path filler = disk.resolve("filler");
      fill(filler);
      await()
          .atMost(TestCluster.LIMIT)
          .until(() -> alone.log("master-0").contains("There is no room for the last checkpoint"));
      Files.delete(filler);
      alone.awaitSuccess();
      assertThat(newest(job)).endsWith("-12000");
      assertThat(job.resolve("export")).isDirectoryRecursivelyContaining("glob:**saved_model.pb");
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private Path mount() throws Exception {
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()))
        .as("only root can mount a small disk")
        .isZero();
    StripesJob.writeData(data);
    return disk.resolve("job");
  }

  private TestCluster start(Path job, int servers, String steps) throws IOException {
    return TestCluster.start(
        job,
        logs,
        0,
        servers,
        DenseJob.class,
        data.toString(),
        job.toString(),
        steps,
        "ps-async",
        "0",
        "false",
        "30");
  }

  /** The newest checkpoint, which must be whole; empty if there is none. */
  private static String newest(Path job) {
    return new CheckpointDirectory(job, 5)
        .latest(
            damage -> {
              throw new AssertionError(damage);
            })
        .map(checkpoint -> checkpoint.prefix().toString())
        .orElse("");
  }

  /** What servers have written of checkpoints that are not whole. */
  private static List<Path> parts(Path job) throws IOException {
    try (Stream<Path> files = Files.list(job)) {
      return files.filter(file -> file.toString().endsWith("_temp")).toList();
    }
  }

  private static void fill(Path filler) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[1024]);
      }
    } catch (IOException e) {
      assertThat(e).matches(FullDisk::isReason);
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
