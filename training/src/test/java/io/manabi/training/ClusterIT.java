package io.manabi.training;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trains in four processes on TensorFlow's gRPC runtime, and kills some of them. */
@Timeout(120)
class ClusterIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long ENDLESS = 1_000_000;

  @TempDir Path data;
  @TempDir Path job;
  @TempDir Path logs;

  private final Map<String, Process> tasks = new LinkedHashMap<>();

  @BeforeEach
  void writeData() throws IOException {
    StripesJob.writeData(data);
  }

  @AfterEach
  void killAll() {
    tasks.values().forEach(Process::destroyForcibly);
  }

  @Test
  void allTasksEndByThemselvesWhenTheStepsAreDone() throws Exception {
    start(StripesJob.class, 300);
    awaitSuccess();
    assertThat(Files.readString(job.resolve("checkpoint"))).contains("model.ckpt-30");
    List<String> lines = Files.readAllLines(job.resolve(TrainingLog.FILE));
    assertThat(lines.get(lines.size() - 1)).contains("\"event\":\"exported\"");
    String evaluation = lines.get(lines.size() - 2);
    assertThat(Double.parseDouble(evaluation.replaceAll(".*\"accuracy\":([0-9.]+).*", "$1")))
        .isGreaterThan(0.98);
  }

  @Test
  void everyTaskFillsLookupTablesAndMovesAverages() throws Exception {
    PeopleJob.writeData(data);
    start(PeopleJob.class, 400);
    awaitSuccess();
    List<String> lines = Files.readAllLines(job.resolve(TrainingLog.FILE));
    String evaluation = lines.get(lines.size() - 2);
    assertThat(Double.parseDouble(evaluation.replaceAll(".*\"auc\":([0-9.]+).*", "$1")))
        .isGreaterThan(0.94);
  }

  @Test
  void goesOnWhenAWorkerIsKilledWhichThenJoinsAgain() throws Exception {
    Map<String, ProcessBuilder> builders = start(StripesJob.class, ENDLESS);
    awaitStep(50);
    await().atMost(LIMIT).until(() -> log("worker-1").contains("worker 1 joined at step "));
    task("worker-1").destroyForcibly().waitFor();
    long before = lastStep();
    awaitStep(before + 50);
    // The log is begun anew, so what is in it comes from the second process.
    tasks.put("worker-1", requireNonNull(builders.get("worker-1")).start());
    await().atMost(LIMIT).until(() -> log("worker-1").contains("worker 1 joined at step "));
    long joined = Long.parseLong(log("worker-1").replaceAll("(?s).*joined at step (\\d+).*", "$1"));
    assertThat(joined).isGreaterThan(before);
    awaitStep(joined + 50);
    assertThat(tasks.values()).allMatch(Process::isAlive);
  }

  @Test
  void writesACheckpointWhenAllTasksAreToldToEnd() throws Exception {
    start(StripesJob.class, ENDLESS);
    awaitStep(50);
    tasks.values().forEach(task -> task.toHandle().destroy());
    for (String name : tasks.keySet()) {
      assertThat(task(name).waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
    }
    List<String> lines = Files.readAllLines(job.resolve(TrainingLog.FILE));
    assertThat(lines.get(lines.size() - 1)).as(log("master-0")).contains("\"event\":\"stopped\"");
    assertThat(job.resolve("checkpoint"))
        .content()
        .startsWith("model_checkpoint_path: \"model.ckpt-" + lastStep() + "\"\n");
    assertThat(log("master-0")).contains("told to end at step " + lastStep());
  }

  @Test
  void saysByItsStatusThatAnotherTryWouldFail() throws Exception {
    Files.delete(data.resolve(StripesJob.TRAIN));
    Process alone =
        new ProcessBuilder(command(StripesJob.class, 10))
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("alone.log").toFile())
            .start();
    tasks.put("alone", alone);
    assertThat(alone.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(alone.exitValue()).isEqualTo(Trainer.USER_ERROR);
    assertThat(log("alone")).contains("The examples in " + data.resolve(StripesJob.TRAIN));
  }

  @Test
  void endsWithAReasonWhenTheParameterServerIsKilled() throws Exception {
    start(StripesJob.class, ENDLESS);
    awaitStep(50);
    task("ps-0").destroyForcibly();
    for (String name : List.of("master-0", "worker-0", "worker-1")) {
      assertThat(task(name).waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
      assertThat(task(name).exitValue()).as(name).isEqualTo(1);
      assertThat(log(name)).contains("Lost the connection to a parameter server");
    }
  }

  @Test
  void endsWithItsStandardInput() throws Exception {
    start(StripesJob.class, ENDLESS);
    awaitStep(1);
    for (Process task : tasks.values()) {
      task.getOutputStream().close();
    }
    for (Map.Entry<String, Process> task : tasks.entrySet()) {
      assertThat(task.getValue().waitFor(20, TimeUnit.SECONDS)).as(task.getKey()).isTrue();
    }
    assertThat(log("master-0")).contains("told to end at step " + lastStep());
  }

  private void awaitSuccess() throws IOException, InterruptedException {
    for (Map.Entry<String, Process> task : tasks.entrySet()) {
      assertThat(task.getValue().waitFor(60, TimeUnit.SECONDS)).as(task.getKey()).isTrue();
      assertThat(task.getValue().exitValue()).as(log(task.getKey())).isZero();
    }
  }

  private Process task(String name) {
    Process process = tasks.get(name);
    if (process == null) {
      throw new IllegalArgumentException(name);
    }
    return process;
  }

  private List<String> command(Class<?> main, long steps) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName(),
        data.toString(),
        job.toString(),
        String.valueOf(steps));
  }

  /** Starts four tasks; returns how, to start one again. */
  private Map<String, ProcessBuilder> start(Class<?> main, long steps) throws IOException {
    Map<String, ProcessBuilder> builders = new LinkedHashMap<>();
    List<String> addresses = freeAddresses(4);
    String cluster =
        """
        {"cluster": {"master": ["%s"], "worker": ["%s", "%s"], "ps": ["%s"]},
         "task": {"type": "%%s", "index": %%d}}
        """
            .formatted(addresses.toArray());
    for (String name : List.of("ps-0", "worker-0", "worker-1", "master-0")) {
      int dash = name.indexOf('-');
      ProcessBuilder builder = new ProcessBuilder(command(main, steps));
      builder
          .environment()
          .put(
              "TF_CONFIG",
              cluster.formatted(
                  name.substring(0, dash), Integer.parseInt(name.substring(dash + 1))));
      builder.environment().put("MANABI_EXIT_WITH_STDIN", "1");
      File log = logs.resolve(name + ".log").toFile();
      builders.put(name, builder.redirectErrorStream(true).redirectOutput(log));
      tasks.put(name, builder.start());
    }
    return builders;
  }

  private static List<String> freeAddresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      addresses.add("127.0.0.1:" + socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return addresses;
  }

  private void awaitStep(long step) {
    await().atMost(LIMIT).until(() -> lastStep() >= step);
  }

  private long lastStep() throws IOException {
    Path file = job.resolve(TrainingLog.FILE);
    if (!Files.exists(file)) {
      return -1;
    }
    long last = -1;
    for (String line : Files.readAllLines(file)) {
      if (line.endsWith("}")) {
        last = Long.parseLong(line.replaceAll(".*\"step\":(\\d+).*", "$1"));
      }
    }
    return last;
  }

  private String log(String name) throws IOException {
    return Files.readString(logs.resolve(name + ".log"));
  }
}
