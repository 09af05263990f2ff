package io.manabi.control;

import static java.util.Objects.requireNonNull;

import io.manabi.control.access.AccessControl;
import io.manabi.control.http.BackupApi;
import io.manabi.control.http.ServersApi;
import io.manabi.control.jobs.JobService;
import io.manabi.control.models.ModelControl;
import io.manabi.control.servers.PredictionServers;
import io.manabi.web.ServerSettings;
import java.nio.file.Path;
import java.util.Optional;

/** What a control server needs to know before it starts. */
public final class ControlServerBuilder {
  private final JobService jobs;
  private final ModelControl models;
  private final AccessControl access;
  private Optional<BackupApi> backups = Optional.empty();
  private Optional<ServersApi> servers = Optional.empty();

  ControlServerBuilder(JobService jobs, ModelControl models, AccessControl access) {
    this.jobs = requireNonNull(jobs, "jobs");
    this.models = requireNonNull(models, "models");
    this.access = requireNonNull(access, "access");
  }

  /**
   * Offers backups of all that is kept; if not given, there are none.
   *
   * @param folder where there is room for a file until it is sent
   */
  public ControlServerBuilder backups(Path folder, BackupApi.Source source) {
    backups = Optional.of(new BackupApi(folder, source));
    return this;
  }

  /** Tells where prediction servers are; if not given, nobody is told. */
  public ControlServerBuilder servers(PredictionServers predictionServers) {
    servers = Optional.of(new ServersApi(predictionServers));
    return this;
  }

  Optional<BackupApi> backups() {
    return backups;
  }

  Optional<ServersApi> servers() {
    return servers;
  }

  JobService jobs() {
    return jobs;
  }

  ModelControl models() {
    return models;
  }

  AccessControl access() {
    return access;
  }

  /**
   * Makes the control server.
   *
   * @param settings of the server that it is to be a part of; policies count for all of its parts
   */
  public ControlServer build(ServerSettings<?> settings) {
    Object unused = settings.grants(access.policies());
    return new ControlServer(this, settings);
  }
}
