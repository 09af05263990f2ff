package io.manabi.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Python of the user: the first on the path, so that of an environment that is active. */
final class Python {
  private Python() {}

  /**
   * Where it is.
   *
   * @throws ManabiException if there is none
   */
  static Path find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of("python3", "python")
        .flatMap(
            name ->
                Stream.of(path.split(File.pathSeparator, -1))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                ManabiException.user(
                    "There is no python3 on the PATH; install Python, or activate an"
                        + " environment that has it."));
  }

  /**
   * Runs it to its end.
   *
   * @param folder where it runs
   * @throws ManabiException with the end of what it wrote, if it does not end well
   */
  static void run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of(find().toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw ManabiException.user(
            "'"
                + String.join(" ", command)
                + "' in "
                + folder
                + " has failed with status "
                + status
                + ": "
                + output.strip().lines().reduce("it says nothing", (former, line) -> line));
      }
    } catch (IOException e) {
      throw ManabiException.resources(command.get(0) + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ManabiException.resources("The command was interrupted.", e);
    }
  }
}
