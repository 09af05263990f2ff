package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The command that serves, started as its operator starts it, with models in a folder. */
abstract class ServedByCommand {
  static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern PORT =
      Pattern.compile("REST (?:and gRPC )?on 127\\.0\\.0\\.1:(\\d+)");

  final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  final List<Process> started = new ArrayList<>();
  Path directory;
  Path base;
  Launcher launcher;
  Path manabi;

  @BeforeEach
  void makeDistribution(@TempDir Path temporary) throws IOException {
    directory = temporary;
    base = directory.resolve("models");
    launcher = new Launcher(directory);
    manabi = launcher.distribution(directory.resolve("manabi"));
  }

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  /** Starts a server on a free port, and returns its address when it is ready. */
  String serve(String... flags) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port=0", "--rest_api_port=0"));
    arguments.addAll(List.of(flags));
    return start(arguments.toArray(String[]::new));
  }

  /** Starts a command that serves, and returns its address when it is ready. */
  String start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  String start(Map<String, String> environment, String... arguments) throws IOException {
    Process process = launcher.start(environment, manabi, arguments);
    started.add(process);
    BufferedReader out = process.inputReader();
    String greeting = String.valueOf(out.readLine());
    Matcher first = PORT.matcher(greeting);
    assertThat(first.find()).as(greeting).isTrue();
    return "http://127.0.0.1:" + first.group(1);
  }

  HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  String predict(String server) throws IOException, InterruptedException {
    return send(request(server + "/v1/models/half:predict")
            .POST(HttpRequest.BodyPublishers.ofString("{\"instances\": [1]}")))
        .body();
  }
}
