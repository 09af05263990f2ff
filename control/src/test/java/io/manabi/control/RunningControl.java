package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.jackson2.JacksonFactory;
import com.google.api.services.ml.v1.CloudMachineLearningEngine;
import io.manabi.control.access.AccessControl;
import io.manabi.control.jobs.Demand;
import io.manabi.control.jobs.JobControl;
import io.manabi.control.jobs.JobSettings;
import io.manabi.control.jobs.Tiers;
import io.manabi.control.models.Deployment;
import io.manabi.control.models.ModelControl;
import io.manabi.control.programs.PackageStore;
import io.manabi.control.programs.Programs;
import io.manabi.control.programs.PythonEnvironments;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.registry.files.ModelFiles;
import io.manabi.store.Archive;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import io.manabi.web.Keys;
import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The API of jobs and models on a real server, with real tasks, and Google's own client of it. */
final class RunningControl implements AutoCloseable {
  private final Database database;
  private final JobControl jobs;
  private final AccessControl access;
  private final WebServer server;
  private final ModelControl models;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * Starts it.
   *
   * @param folder where everything is, also of one before
   * @param atOnce how many jobs run at a time
   */
  RunningControl(Path folder, int atOnce) {
    this(folder, atOnce, DatabaseAddress.directory(folder.resolve("database")));
  }

  RunningControl(Path folder, int atOnce, DatabaseAddress address) {
    this(folder, atOnce, address, PythonRequirements.NONE);
  }

  RunningControl(
      Path folder, int atOnce, DatabaseAddress address, PythonRequirements requirements) {
    this(
        folder,
        atOnce,
        address,
        tasksIn(folder),
        requirements,
        new ReadableModels(),
        settings -> {});
  }

  /**
   * Starts it.
   *
   * @param provisioner where tasks run
   * @param change what the server is to be told beside
   */
  RunningControl(
      Path folder,
      int atOnce,
      DatabaseAddress address,
      Provisioner provisioner,
      PythonRequirements requirements,
      Deployment deployment,
      Consumer<WebServerSettings> change) {
    database = Database.open(address);
    jobs =
        new JobControl(
            database,
            provisioner,
            new JobSettings(
                folder.resolve("jobs"),
                Tiers.usual(),
                new Demand(atOnce, 100, 1 << 20),
                Demand.UNBOUNDED,
                programs(folder, requirements)),
            Clock.systemUTC());
    models =
        new ModelControl(
            database,
            new ModelFiles(folder.resolve("models"), Optional.empty()),
            folder.resolve("jobs"),
            deployment,
            Clock.systemUTC());
    access = new AccessControl(database, Clock.systemUTC());
    WebServerSettings settings = WebServer.settings();
    change.accept(settings);
    server =
        settings.server(
            ControlServer.builder(jobs.service(), models, access)
                .backups(folder, file -> Archive.write(database, folder, List.of("packages"), file))
                .build(settings));
    server.start();
    jobs.start();
    models.start();
  }

  /** Tasks that are processes of this machine. */
  static Provisioner tasksIn(Path folder) {
    return LocalProvisioner.durable(folder.resolve("tasks"));
  }

  /** What jobs can run, but for Java, of which there are no trainers here. */
  static Programs programs(Path folder, PythonRequirements requirements) {
    PackageStore packages = new PackageStore(folder.resolve("packages"));
    return new Programs(
        packages,
        (jars, main, args) -> List.of("no-such-program"),
        new PythonEnvironments(
            folder.resolve("environments"), packages, requirements, System.getenv()),
        false);
  }

  /** Google's client. */
  CloudMachineLearningEngine google() {
    return google(port(), request -> {});
  }

  /** Google's client of the server of a port. */
  static CloudMachineLearningEngine google(int port) {
    return google(port, request -> {});
  }

  /** Google's client with a key. */
  CloudMachineLearningEngine google(Keys.NewKey key) {
    return google(
        port(), request -> request.getHeaders().setAuthorization("Bearer " + key.secret()));
  }

  private static CloudMachineLearningEngine google(int port, HttpRequestInitializer credentials) {
    return new CloudMachineLearningEngine.Builder(
            new NetHttpTransport(), JacksonFactory.getDefaultInstance(), credentials)
        .setRootUrl("http://127.0.0.1:" + port + "/")
        .setApplicationName("test")
        .build();
  }

  int port() {
    return server.port();
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /**
   * Sends a request.
   *
   * @param headers names and values in turn
   */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address(path)))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Uploads a package; returns its URI. */
  String upload(String project, String name, byte[] bytes) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(address("/v1/projects/" + project + ":uploadPackage?name=" + name)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().replaceAll("\\{\"uri\":\"(.*)\"}", "$1");
  }

  @Override
  public void close() {
    server.close();
    access.close();
    jobs.close();
    models.close();
    database.close();
  }
}
