package io.manabi.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A task that behaves as its arguments say: for each role what it does. */
final class TestTask {
  private TestTask() {}

  /** Arguments: a directory for traces of life, then pairs of role and behaviour. */
  public static void main(String[] args) throws Exception {
    String config = System.getenv("TF_CONFIG");
    String role = config.replaceAll(".*\"type\":\"(\\w+)\".*", "$1");
    String index = config.replaceAll(".*\"index\":(\\d+).*", "$1");
    Files.writeString(
        Path.of(args[0], role + "-" + index), ProcessHandle.current().pid() + "\n" + config);
    for (int i = 1; i < args.length; i += 2) {
      if (args[i].equals(role)) {
        behave(args[i + 1]);
      }
    }
  }

  private static void behave(String behaviour) throws IOException {
    switch (behaviour) {
      case "succeed" -> System.out.println("done");
      case "fail" -> {
        System.out.println("the disk is full");
        System.exit(3);
      }
      case "wait" -> untilStandardInputEnds();
      case "ignore-sigterm" -> {
        // SIGTERM runs the hook, which never ends.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> new CompletableFuture<>().join()));
        untilStandardInputEnds();
      }
      default -> throw new IllegalArgumentException(behaviour);
    }
  }

  private static void untilStandardInputEnds() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is ever written there.
    }
  }
}
