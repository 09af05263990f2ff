package io.manabi.cli.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.cli.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code manabi train} in processes of its own. */
@Timeout(240)
class TrainCommandIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path data;
  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void writeData() throws IOException {
    LineTrainer.writeData(data);
  }

  @AfterEach
  void endAll() {
    started.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
  }

  /** Under Arabic, and with a proxy that is not there: tasks of this machine need none. */
  @Test
  void trainsWithAClusterOfThisMachine() throws Exception {
    Path job = folder.resolve("job");
    Map<String, String> environment =
        Map.of(
            "http_proxy",
            "http://127.0.0.1:9",
            "JAVA_TOOL_OPTIONS",
            "-Duser.language=ar -Duser.country=EG");
    Process train = train("all", environment, "--workers", "1", "--train-steps=200");
    await().atMost(LIMIT).until(() -> output("all").contains("logs in ") || !train.isAlive());
    Process second = train("second", Map.of(), "--workers", "1", "--train-steps=200");
    assertThat(second.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(output("second"))
        .endsWith(
            "Another command is training in %s; end it, or choose another --job-dir.%n"
                .formatted(job));
    assertThat(train.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(train.exitValue()).as(output("all")).isZero();
    assertThat(output("all"))
        .contains("1 master, 1 worker, 1 parameter server, ps-async; logs in " + job)
        .containsPattern(
            "step 20\\d: rmse 0\\.0\\d+, mae 0\\.0\\d+, loss 0\\.0\\d+ on the test set")
        .contains("see them with: tensorboard --logdir " + job)
        .containsPattern(
            "Training ended after step 20\\d, for all steps are made; the model of step 20\\d is in "
                + job.resolve("export")
                + "/\\d+\n$")
        .doesNotContain("\tat ");
    Process again = train("again", Map.of(), "--workers", "1", "--train-steps=200");
    assertThat(again.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(again.exitValue()).as(output("again")).isZero();
    assertThat(output("again"))
        .doesNotContain("its steps")
        .contains("There was nothing left to do. Training ended after step 20");
    try (Stream<Path> exports = Files.list(job.resolve("export"))) {
      assertThat(exports).hasSize(1);
    }
  }

  @Test
  void tellsTheFlagsOfTheTrainerAndWhatIsWrongWithThem() throws Exception {
    Process help = train("help", Map.of(), "--trainer-help");
    assertThat(help.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output("help")).contains("--train-steps N", "--learning-rate X");
    Process wrong = train("wrong", Map.of(), "--local", "--momentum", "0.9");
    assertThat(wrong.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(wrong.exitValue()).isEqualTo(1);
    assertThat(output("wrong"))
        .contains("Task master-0 ended with status 2: Unknown flag --momentum; expected one of");
  }

  /** As on three machines, each of which knows its own task alone; the master's process dies. */
  @Test
  void goesOnByItselfOnAClusterOfOnesOwn() throws Exception {
    Map<String, String> cluster = cluster();
    Map<String, Process> machines = new LinkedHashMap<>();
    for (Map.Entry<String, String> machine : cluster.entrySet()) {
      Map<String, String> environment = Map.of("TF_CONFIG", machine.getValue());
      machines.put(
          machine.getKey(),
          train(
              machine.getKey(),
              environment,
              "--train-steps=15000",
              "--checkpoint-secs=1",
              "--max-restarts=5"));
    }
    Path state = folder.resolve("job/checkpoint");
    await()
        .atMost(LIMIT)
        .until(() -> Files.exists(state) || !machines.values().stream().allMatch(Process::isAlive));
    assertThat(state).as(output("master")).exists();
    long checkpoint =
        Long.parseLong(Files.readString(state).replaceAll("(?s).*?ckpt-(\\d+).*", "$1"));
    int lines = steps().size();
    requireNonNull(machines.get("master")).descendants().forEach(ProcessHandle::destroyForcibly);
    for (Map.Entry<String, Process> machine : machines.entrySet()) {
      String name = machine.getKey();
      assertThat(machine.getValue().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(name).isTrue();
      assertThat(machine.getValue().exitValue()).as(output(name)).isZero();
    }
    assertThat(output("master"))
        .contains("Task master-0 was killed (signal 9)", "it is started again (1 of 5)")
        .contains("Training ended after step 15");
    assertThat(folder.resolve("job/logs/master-0.log"))
        .content()
        .contains("are to begin anew", "goes on from ");
    List<Long> steps = steps();
    assertThat(steps.subList(lines, steps.size()))
        .isNotEmpty()
        .allMatch(step -> step >= checkpoint);
  }

  private List<Long> steps() throws IOException {
    return Files.readAllLines(folder.resolve("job/training-log.jsonl")).stream()
        .filter(line -> line.contains("\"event\":\"step\"") && line.endsWith("}"))
        .map(line -> Long.valueOf(line.replaceAll(".*\"step\":(\\d+).*", "$1")))
        .toList();
  }

  @Test
  void refusesATaskThatCannotBe() throws Exception {
    Map<String, String> environment = Map.of("TF_CONFIG", requireNonNull(cluster().get("worker")));
    Process train = train("own", environment, "--workers", "2");
    assertThat(train.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(train.exitValue()).isEqualTo(2);
    assertThat(output("own")).contains("TF_CONFIG tells which tasks there are; leave out");
  }

  private static Map<String, String> cluster() {
    String addresses =
        "{\"master\": [\"%s\"], \"worker\": [\"%s\"], \"ps\": [\"%s\"]}"
            .formatted(freeAddress(), freeAddress(), freeAddress());
    Map<String, String> configurations = new LinkedHashMap<>();
    for (String type : List.of("ps", "master", "worker")) {
      configurations.put(
          type,
          "{\"cluster\": %s, \"task\": {\"type\": \"%s\", \"index\": 0}}"
              .formatted(addresses, type));
    }
    return configurations;
  }

  private static String freeAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process train(String name, Map<String, String> environment, String... flags)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--trainer",
                LineTrainer.class.getName(),
                "--data-dir",
                data.toString(),
                "--job-dir",
                folder.resolve("job").toString()));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(new File(folder.toFile(), name + ".out"));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String output(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".out"));
  }
}
