package io.manabi.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A task that behaves as its arguments say: for each role what it does. */
final class TestTask {
  private TestTask() {}

  /** Arguments: a directory for traces of life, then pairs of role and behaviour. */
  public static void main(String[] args) throws Exception {
    String config = System.getenv("TF_CONFIG");
    String role = config.replaceAll(".*\"type\":\"(\\w+)\".*", "$1");
    String index = config.replaceAll(".*\"index\":(\\d+).*", "$1");
    String behaviour = "succeed";
    for (int i = 1; i < args.length; i += 2) {
      behaviour = args[i].equals(role) ? args[i + 1] : behaviour;
    }
    if (behaviour.equals("ignore-sigterm")) {
      // SIGTERM runs the hook, which never ends.
      Runtime.getRuntime().addShutdownHook(new Thread(TestTask::waitForEver));
    }
    Path directory = Path.of(args[0]);
    Files.writeString(
        directory.resolve(role + "-" + index), ProcessHandle.current().pid() + "\n" + config);
    if (behaviour.equals("answer") || behaviour.equals("serve")) {
      Path answered = directory.resolve("answered-" + role + "-" + index);
      Thread server = new Thread(() -> answer(port(config, role, index), answered), "server");
      server.setDaemon(true);
      server.start();
    }
    behave(behaviour, directory);
  }

  private static void behave(String behaviour, Path directory) throws Exception {
    switch (behaviour) {
      case "succeed" ->
          System.out.println("done with " + System.getenv("MALLOC_ARENA_MAX") + " heaps");
      case "fail" -> {
        System.out.println("the disk is full.\n");
        System.exit(3);
      }
      case "start-all-again" -> System.exit(RunningJob.START_ALL_AGAIN);
      case "fail-silently" -> System.exit(4);
      case "fail-for-good" -> {
        System.out.println("the data is no data.");
        System.exit(2);
      }
      case "fail-after-ps" -> {
        awaitEndOf(directory.resolve("ps-0"));
        System.exit(5);
      }
      case "wait", "answer" -> untilStandardInputEnds();
      case "save-at-sigterm" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> save(directory)));
        Files.createFile(directory.resolve("ready"));
        untilStandardInputEnds();
        Runtime.getRuntime().halt(1);
      }
      case "ignore-stdin", "ignore-sigterm", "serve" -> waitForEver();
      default -> throw new IllegalArgumentException(behaviour);
    }
  }

  private static int port(String config, String role, String index) {
    String addresses = config.replaceAll(".*\"" + role + "\":\\[([^\\]]*)].*", "$1");
    String address = List.of(addresses.split(",")).get(Integer.parseInt(index));
    return Integer.parseInt(address.replaceAll(".*:(\\d+)\"", "$1"));
  }

  /** Answers each PING of HTTP/2, as a gRPC server does. */
  private static void answer(int port, Path answered) {
    try (ServerSocket server = new ServerSocket(port)) {
      while (true) {
        try (Socket socket = server.accept()) {
          // The preface, empty settings, and the head and the data of a PING.
          socket.getInputStream().readNBytes(24 + 9 + 9 + 8);
          socket.getOutputStream().write(new byte[] {0, 0, 8, 6, 1, 0, 0, 0, 0});
          socket.getOutputStream().write(new byte[8]);
          Files.writeString(answered, "");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void save(Path directory) {
    try {
      Files.createFile(directory.resolve("saved"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitEndOf(Path trace) throws Exception {
    String content = "";
    while (!content.endsWith("}")) {
      content = Files.exists(trace) ? Files.readString(trace) : "";
      Thread.onSpinWait();
    }
    ProcessHandle.of(Long.parseLong(content.substring(0, content.indexOf('\n'))))
        .ifPresent(process -> process.onExit().join());
  }

  private static void untilStandardInputEnds() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is ever written there.
    }
  }
}
