package io.manabi.cli.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command line of {@code manabi serve} on the Java of this process, with the same options. */
final class ServeProgram {
  /** Its package uses this one. */
  private static final String MAIN = "io.manabi.cli.Main";

  /** What the launcher gives a server of its own, in per cent. */
  private static final double HEAP = 25;

  private ServeProgram() {}

  /**
   * Of one that serves what a file says.
   *
   * @param count how many of them share the machine
   * @param address where it is to listen, host:port
   * @param limits flags of what requests may take
   */
  static List<String> command(int count, String address, Path models, List<String> limits) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ClassArchive.optionsForOthers());
    command.add(String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.1f", HEAP / count));
    command.add("-Dlogback.configurationFile=logback-server-file.xml");
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            MAIN,
            "serve",
            "--host=" + address.substring(0, colon),
            "--port=" + port,
            "--rest-api-port=" + port,
            "--model-config-file=" + models,
            "--file-system-poll-wait-seconds=1",
            "--max-num-load-retries=0",
            "--start-without-models"));
    command.addAll(limits);
    return command;
  }
}
