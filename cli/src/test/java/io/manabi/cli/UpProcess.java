package io.manabi.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that {@code manabi up} runs, which can be killed and started again. */
final class UpProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  private final Path folder;
  private Process process;
  private int port;

  /** Starts it on a free port, with all that it keeps in a folder. */
  UpProcess(Path folder) throws IOException {
    this.folder = folder;
    this.process = start(0);
    this.port = awaitPort();
  }

  private Process start(int askedPort) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.manabi.cli.Main"));
    command.addAll(List.of("up", "--dir", folder.toString(), "--port", "" + askedPort));
    Files.createDirectories(folder);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("up.log").toFile()))
        .start();
  }

  private int awaitPort() throws IOException {
    BufferedReader out = process.inputReader();
    StringBuilder told = new StringBuilder();
    String line = out.readLine();
    while (line != null) {
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        return Integer.parseInt(address.group(1));
      }
      told.append(line);
      line = out.readLine();
    }
    throw new IllegalStateException(
        told + Files.readString(folder.resolve("up.log")) + " tells no address");
  }

  /** Its address. */
  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Kills it, and starts it again on the same port. */
  void killAndStartAgain() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = start(port);
    port = awaitPort();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
