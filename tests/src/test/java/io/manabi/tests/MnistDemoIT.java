package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code manabi demo mnist} on a few thousand digits, as it is and with things going wrong.
 */
@Timeout(480)
class MnistDemoIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ENDLESS = "1000000";

  @TempDir static Path prepared;
  private static String smoke = "";

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void runOnce() throws Exception {
    Run run = new Run(prepared, prepared.resolve("out"), "--train-steps", "250");
    assertThat(run.exitCode()).as(run.output()).isZero();
    smoke = run.output();
  }

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void goesFromRawFilesToPredictions() throws IOException {
    assertThat(smoke)
        .contains(
            "[1/7] Data",
            "[2/7] Preprocess",
            "train: 4,000 images in 1 file",
            "[3/7] Train",
            "1 master, 2 workers, 1 parameter server",
            "[4/7] Export",
            "[5/7] Serve",
            "model MNIST, version v1",
            "LABEL  CLASSES  PROBABILITIES",
            "of 10 are right",
            "[7/7] Draw",
            "/draw/")
        .doesNotContain("\tat ", "Exception");
    assertThat(prepared.resolve("preprocessed/transform/saved_model.pb")).exists();
    Path job = job(prepared);
    assertThat(job.resolve("checkpoint")).exists();
    assertThat(job.resolve("train")).isDirectoryContaining("glob:**/events.out.tfevents.*");
    assertThat(job.resolve("eval")).isDirectoryContaining("glob:**/events.out.tfevents.*");
    assertThat(accuracy(smoke)).isGreaterThan(90);
  }

  @Test
  void reusesWhatIsThereAndTrainsInOneProcessWhenAsked() throws Exception {
    Path work = copyOfPrepared();
    Run again = start(work, "--local", "--train-steps", "100");
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output())
        .contains("reused: records and transform graph", "one process", "of 10 are right");
    Run third = start(work, "--local", "--train-steps", "100");
    assertThat(third.exitCode()).as(third.output()).isZero();
    assertThat(third.output()).contains("reused: step 100");
  }

  @Test
  void saysThatThePortIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Run run = start(copyOfPrepared(), "--local", "--train-steps", "5", "--port", port);
      assertFails(run, "Port " + port + " on 127.0.0.1 is in use", "--port");
    }
  }

  @Test
  void saysThatItCannotWriteTheWorkFolder() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertFails(start(file.resolve("work")), "Cannot write " + file.resolve("work"));
  }

  @Test
  void saysThatTheDiskIsFull() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=54m", "tmpfs", small.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeThat(mount.waitFor()).as("only root can mount a small disk").isZero();
    try {
      assertFails(
          start(small.resolve("work"), "--data", prepared.resolve("data").toString()),
          "Cannot write",
          "No space left on device");
    } finally {
      new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
    }
  }

  @Test
  void namesTheFileThatIsNoMnist() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("train-images-idx3-ubyte.gz"), "no gzip");
    assertFails(
        start(directory.resolve("work"), "--data", data.toString()),
        "train-images-idx3-ubyte.gz is not the original");
  }

  @Test
  void goesOnByItselfWhenTasksAreKilled() throws Exception {
    Path work = copyOfPrepared();
    Run run = start(work, "--train-steps", "500", "--checkpoint-secs", "2");
    await().atMost(LIMIT).until(() -> run.output().contains("on the test set"));
    trainer(run, "worker", 1).destroyForcibly();
    await().atMost(LIMIT).until(() -> run.output().contains("; it is started again (1 of 3)."));
    assertThat(run.output()).contains("Task worker-1 was killed (signal 9); its log is ");

    List<ProcessHandle> tasks = run.process.descendants().toList();
    trainer(run, "ps", 0).destroyForcibly();
    await().atMost(LIMIT).until(() -> run.output().contains("; all tasks are started again"));
    assertThat(run.output()).contains("Task ps-0 was killed (signal 9); its log is ");
    await().atMost(LIMIT).until(() -> tasks.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(accuracy(run.output())).isGreaterThan(90);
    assertGoesOnFromCheckpoints(work);
  }

  @Test
  void goesOnFromTheCheckpointAfterControlC() throws Exception {
    Path work = copyOfPrepared();
    String[] flags = {"--train-steps", "250", "--checkpoint-secs", "2"};
    Run first = start(work, flags);
    await().atMost(LIMIT).until(() -> first.output().contains("on the test set"));
    List<ProcessHandle> tasks = first.process.descendants().toList();
    new ProcessBuilder("kill", "-INT", String.valueOf(first.process.pid())).start().waitFor();
    assertThat(first.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    await().atMost(LIMIT).until(() -> tasks.stream().noneMatch(ProcessHandle::isAlive));

    Run second = start(work, flags);
    assertThat(second.exitCode()).as(second.output()).isZero();
    assertThat(Files.readString(job(work).resolve("training-log.jsonl")))
        .contains("\"event\":\"exported\"");
    assertGoesOnFromCheckpoints(work);
  }

  @Test
  void leavesNoTrainerBehindWhenItIsKilled() throws Exception {
    Run run = start(copyOfPrepared(), "--train-steps", ENDLESS);
    await().atMost(LIMIT).until(() -> run.output().contains("loss"));
    List<ProcessHandle> tasks = run.process.descendants().toList();
    assertThat(tasks).hasSize(4);
    run.process.destroyForcibly();
    await().atMost(LIMIT).until(() -> tasks.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Once there is a checkpoint, no step before it is made again. */
  private static void assertGoesOnFromCheckpoints(Path work) throws IOException {
    List<String> log = Files.readAllLines(job(work).resolve("training-log.jsonl"));
    long checkpoint = -1;
    for (String line : log) {
      if (!line.contains("\"step\":")) {
        continue;
      }
      long step = Long.parseLong(line.replaceAll(".*\"step\":(\\d+).*", "$1"));
      assertThat(step).as(line).isGreaterThanOrEqualTo(checkpoint);
      checkpoint = line.contains("\"event\":\"evaluation\"") ? step : checkpoint;
    }
  }

  /** A run of the command. */
  static final class Run {
    final Process process;
    private final Path output;

    Run(Path work, Path output, String... flags) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.manabi.cli.Main",
                  "demo",
                  "mnist",
                  "--exit",
                  "--train-images",
                  "4000",
                  "--work-dir",
                  work.toString()));
      if (!Arrays.asList(flags).contains("--port")) {
        command.addAll(List.of("--port", "0"));
      }
      command.addAll(List.of(flags));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("MANABI_LOG", output + ".log");
      this.output = output;
      this.process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("it ends").isTrue();
      return process.exitValue();
    }

    String output() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Run start(Path work, String... flags) throws IOException {
    Run run = new Run(work, directory.resolve("out-" + started.size()), flags);
    started.add(run.process);
    return run;
  }

  private static void assertFails(Run run, String... messages) throws InterruptedException {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    assertThat(run.output()).contains("manabi: ").contains(messages).doesNotContain("\tat ");
  }

  /** A work folder in which data and preprocessing are done. */
  private Path copyOfPrepared() throws IOException {
    Path work = directory.resolve("work");
    for (String part : List.of("data", "preprocessed", "preprocessed.txt")) {
      try (Stream<Path> files = Files.walk(prepared.resolve(part))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path copy = work.resolve(prepared.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    return work;
  }

  private static Path job(Path work) throws IOException {
    try (Stream<Path> jobs = Files.list(work.resolve("jobs"))) {
      return jobs.findFirst().orElseThrow();
    }
  }

  private static double accuracy(String output) {
    return Double.parseDouble(output.replaceAll("(?s).*accuracy ([0-9.]+) %.*", "$1"));
  }

  /** The process of a task, by the variable that tells it which one it is. */
  private static ProcessHandle trainer(Run run, String type, int index) {
    return run.process
        .descendants()
        .filter(task -> isTask(task.pid(), type, index))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isTask(long pid, String type, int index) {
    try {
      String environment = Files.readString(Path.of("/proc/" + pid + "/environ"));
      return environment.contains("\"type\":\"" + type + "\"")
          && environment.contains("\"index\":" + index);
    } catch (IOException e) {
      return false;
    }
  }
}
