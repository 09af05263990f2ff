package io.manabi.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands as a user does, but for a process of their own. */
final class CommandRuns {
  private final List<String> server;

  /** What a command has left. */
  record Run(int code, String out, String err) {}

  /**
   * Commands about a server.
   *
   * @param server the flags that name it
   */
  CommandRuns(String... server) {
    this.server = List.of(server);
  }

  /** Runs a command about the server; the flags that name it come before a {@code --}. */
  Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    int end = all.indexOf("--");
    all.addAll(end < 0 ? all.size() : end, server);
    StringWriter out = new StringWriter();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            Main.commandLine(new PrintStream(err, true, StandardCharsets.UTF_8))
                .setOut(new PrintWriter(out, true)),
            all.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a command as a process, with variables in its environment. */
  static Run process(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.manabi.cli.Main"));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile("err", "");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    String told = Files.readString(err);
    Files.delete(err);
    return new Run(code, out, told);
  }
}
