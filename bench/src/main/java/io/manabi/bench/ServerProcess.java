package io.manabi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server that a user starts, and what Linux tells of it. */
final class ServerProcess implements InferenceServer, AutoCloseable {
  private static final double TICKS_OF_A_SECOND = 100;

  private final Process process;
  private final InetSocketAddress address;
  private final Path proc;

  private ServerProcess(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
    this.proc = Path.of("/proc", Long.toString(process.pid()));
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param manabi the launcher
   * @param work where its files are
   * @param flags more of them
   */
  static ServerProcess start(Path manabi, Path work, List<ServedModel> models, String... flags)
      throws IOException {
    Path config = work.resolve("models.config");
    Files.writeString(
        config,
        models.stream()
            .map(
                model ->
                    "config { name: \""
                        + model.name()
                        + "\" base_path: \""
                        + model.basePath()
                        + "\" model_platform: \"tensorflow\" }\n")
            .collect(Collectors.joining("", "model_config_list {\n", "}\n")));
    int port = freePort();
    List<String> words =
        new ArrayList<>(
            List.of(
                "serve",
                "--model-config-file=" + config,
                "--port=" + port,
                "--rest-api-port=" + port));
    words.addAll(List.of(flags));
    return launch(manabi, work.resolve("server.log"), port, words);
  }

  /**
   * Starts a gateway, and waits until it passes on.
   *
   * @param manabi the launcher
   * @param work where its log is
   * @param servers those behind it
   */
  static ServerProcess gateway(Path manabi, Path work, ServerProcess... servers)
      throws IOException {
    int port = freePort();
    String addresses =
        Stream.of(servers)
            .map(server -> "127.0.0.1:" + server.address().getPort())
            .collect(Collectors.joining(","));
    return launch(
        manabi,
        work.resolve("gateway.log"),
        port,
        List.of("gateway", "--servers=" + addresses, "--port=" + port));
  }

  private static ServerProcess launch(Path manabi, Path log, int port, List<String> arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    cores().ifPresent(cores -> words.addAll(List.of("taskset", "-c", cores)));
    words.add(manabi.toString());
    words.addAll(arguments);
    ProcessBuilder command = new ProcessBuilder(words);
    Map<String, String> environment = command.environment();
    environment.keySet().removeIf(name -> name.startsWith("MANABI_"));
    environment.put("MANABI_JAVA_OPTIONS", System.getenv("SERVER_JAVA_OPTIONS"));
    Process process = command.redirectError(log.toFile()).start();
    // It says one line when it serves, and nothing more.
    String greeting =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    if (greeting == null) {
      throw ManabiException.user("The server did not start: " + Files.readString(log));
    }
    return new ServerProcess(
        process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** The cores that the server has for itself, as Linux names them; none if it shares them all. */
  static Optional<String> cores() {
    return Optional.ofNullable(System.getenv("SERVER_CORES"));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public String name() {
    return "manabi";
  }

  @Override
  public InetSocketAddress rest() {
    return address;
  }

  @Override
  public InetSocketAddress grpc() {
    return address;
  }

  @Override
  public double cpuSeconds() throws IOException {
    return cpuSeconds(process.pid());
  }

  /** The processor time that a process has had. */
  static double cpuSeconds(long process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(behindName[11]) + Long.parseLong(behindName[12])) / TICKS_OF_A_SECOND;
  }

  double mebibytes() throws IOException {
    return status("VmRSS:") / 1024.0;
  }

  long threads() throws IOException {
    return status("Threads:");
  }

  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      return files.count();
    }
  }

  private long status(String name) throws IOException {
    return Files.readAllLines(proc.resolve("status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
