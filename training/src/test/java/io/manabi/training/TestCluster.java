package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.training.watch.TrainingLog;
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
import java.util.stream.Collectors;

/** A cluster of real processes, for tests. */
final class TestCluster implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Where tasks run. */
  interface Machines {
    Machines ONE =
        new Machines() {
          @Override
          public String host(String task) {
            return "127.0.0.1";
          }

          @Override
          public List<String> run(String task, List<String> command) {
            return command;
          }
        };

    /** The address of the machine of a task. */
    String host(String task);

    /** The command that runs a command on the machine of a task. */
    List<String> run(String task, List<String> command);
  }

  private final Path job;
  private final Path logs;
  private final Map<String, ProcessBuilder> builders = new LinkedHashMap<>();
  private final Map<String, Process> tasks = new LinkedHashMap<>();

  private TestCluster(Path job, Path logs) {
    this.job = job;
    this.logs = logs;
  }

  /**
   * Starts a master, workers and parameter servers.
   *
   * @param job the job directory
   * @param logs where each task has its log
   * @param main the class that each runs
   * @param arguments its arguments
   */
  static TestCluster start(
      Path job, Path logs, int workers, int servers, Class<?> main, String... arguments)
      throws IOException {
    return start(job, logs, workers, servers, Machines.ONE, main, arguments);
  }

  /** As above, with each task on the machine that is meant for it. */
  static TestCluster start(
      Path job,
      Path logs,
      int workers,
      int servers,
      Machines machines,
      Class<?> main,
      String... arguments)
      throws IOException {
    TestCluster cluster = new TestCluster(job, logs);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      names.add("ps-" + i);
    }
    for (int i = 0; i < workers; i++) {
      names.add("worker-" + i);
    }
    names.add("master-0");
    String addresses = addresses(names, machines);
    for (String name : names) {
      ProcessBuilder builder = new ProcessBuilder(machines.run(name, command(main, arguments)));
      int dash = name.indexOf('-');
      builder
          .environment()
          .put(
              "TF_CONFIG",
              "{\"cluster\": %s, \"task\": {\"type\": \"%s\", \"index\": %s}}"
                  .formatted(addresses, name.substring(0, dash), name.substring(dash + 1)));
      builder.environment().put("MANABI_EXIT_WITH_STDIN", "1");
      File log = logs.resolve(name + ".log").toFile();
      cluster.builders.put(name, builder.redirectErrorStream(true).redirectOutput(log));
      cluster.start(name);
    }
    return cluster;
  }

  private static List<String> command(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String addresses(List<String> names, Machines machines) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    Map<String, List<String>> addresses = new LinkedHashMap<>();
    for (String name : names) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      addresses
          .computeIfAbsent(name.substring(0, name.indexOf('-')), role -> new ArrayList<>())
          .add("\"" + machines.host(name) + ":" + socket.getLocalPort() + "\"");
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return addresses.entrySet().stream()
        .map(role -> "\"" + role.getKey() + "\": " + role.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Starts a task, again if it has ended; its log is begun anew. */
  void start(String name) throws IOException {
    ProcessBuilder builder = builders.get(name);
    if (builder == null) {
      throw new IllegalArgumentException(name);
    }
    tasks.put(name, builder.start());
  }

  Map<String, Process> tasks() {
    return tasks;
  }

  Process task(String name) {
    Process process = tasks.get(name);
    if (process == null) {
      throw new IllegalArgumentException(name);
    }
    return process;
  }

  /** Sends a signal to a task, such as STOP or CONT. */
  void signal(String signal, String name) throws IOException, InterruptedException {
    String pid = String.valueOf(task(name).pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor())
        .isZero();
  }

  String log(String name) throws IOException {
    return Files.readString(logs.resolve(name + ".log"));
  }

  /** Waits until every task has ended well. */
  void awaitSuccess() throws IOException, InterruptedException {
    awaitEnd();
    for (Map.Entry<String, Process> task : tasks.entrySet()) {
      assertThat(task.getValue().exitValue()).as(log(task.getKey())).isZero();
    }
  }

  /** Waits until every task has ended. */
  void awaitEnd() throws InterruptedException {
    for (Map.Entry<String, Process> task : tasks.entrySet()) {
      assertThat(task.getValue().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .as(task.getKey())
          .isTrue();
    }
  }

  /** Waits until the master has logged a step. */
  void awaitStep(long step) {
    await().atMost(LIMIT).until(() -> lastStep() >= step);
  }

  /** The last line of the training log that is whole; empty if there is none. */
  String lastLine(String event) throws IOException {
    Path file = job.resolve(TrainingLog.FILE);
    String last = "";
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.endsWith("}") && line.contains(event)) {
          last = line;
        }
      }
    }
    return last;
  }

  long lastStep() throws IOException {
    String line = lastLine("");
    return line.isEmpty() ? -1 : Long.parseLong(line.replaceAll(".*\"step\":(\\d+).*", "$1"));
  }

  @Override
  public void close() {
    tasks.values().forEach(Process::destroyForcibly);
  }
}
