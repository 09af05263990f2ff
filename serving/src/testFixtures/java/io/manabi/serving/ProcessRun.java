package io.manabi.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How a Python command ended, -1 if it had to be stopped, and what it printed. */
public record ProcessRun(int exitCode, String output) {
  /** Runs a command to its end, or stops it and what it started when the time is over. */
  public static ProcessRun of(Duration limit, List<String> command) {
    try {
      Path output = Files.createTempFile("python-", ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("PYTHONPATH");
        environment.remove("PYTHONHOME");
        // Compiled modules are kept in the environment: without them TensorFlow takes long to
        // start.
        environment.remove("PYTHONDONTWRITEBYTECODE");
        environment.put("PYTHONNOUSERSITE", "1");
        environment.put("PYTHONWARNINGS", "ignore");
        environment.put("PYTHONUTF8", "1");
        Process process = builder.start();
        boolean ended = await(process, limit);
        String printed = Files.readString(output);
        return ended
            ? new ProcessRun(process.exitValue(), printed)
            : new ProcessRun(-1, printed + "\nIt did not end within " + limit.toSeconds() + " s.");
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean await(Process process, Duration limit) {
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    return ended;
  }
}
