package io.manabi.control;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.jackson2.JacksonFactory;
import com.google.api.services.ml.v1.CloudMachineLearningEngine;
import io.manabi.control.jobs.Demand;
import io.manabi.control.jobs.JobControl;
import io.manabi.control.jobs.JobSettings;
import io.manabi.control.jobs.Tiers;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The API of jobs on a real server, with real tasks, and Google's own client of it. */
final class RunningControl implements AutoCloseable {
  private final Database database;
  private final JobControl jobs;
  private final WebServer server;
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
    database = Database.open(address);
    jobs =
        new JobControl(
            database,
            LocalProvisioner.durable(folder.resolve("tasks")),
            new JobSettings(
                folder.resolve("jobs"),
                Tiers.usual(),
                new Demand(atOnce, 100, 1 << 20),
                Demand.UNBOUNDED,
                (jars, main, args) -> List.of("no-such-program")),
            Clock.systemUTC());
    WebServerSettings settings = WebServer.settings();
    server = settings.server(ControlServer.builder(jobs.service()).build(settings));
    server.start();
    jobs.start();
  }

  /** Google's client. */
  CloudMachineLearningEngine google() {
    return new CloudMachineLearningEngine.Builder(
            new NetHttpTransport(), JacksonFactory.getDefaultInstance(), request -> {})
        .setRootUrl(address("/"))
        .setApplicationName("test")
        .build();
  }

  int port() {
    return server.port();
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address(path)))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
    jobs.close();
    database.close();
  }
}
