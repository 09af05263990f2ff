package io.manabi.control;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import io.manabi.control.access.AccessControl;
import io.manabi.control.http.Api;
import io.manabi.control.http.AuditApi;
import io.manabi.control.http.AuditedRequests;
import io.manabi.control.http.BackupApi;
import io.manabi.control.http.IamApi;
import io.manabi.control.http.JobsApi;
import io.manabi.control.http.LogsApi;
import io.manabi.control.http.ModelsApi;
import io.manabi.control.http.PackagesApi;
import io.manabi.control.http.PermissionCheck;
import io.manabi.control.http.ProjectApi;
import io.manabi.control.http.ServersApi;
import io.manabi.control.jobs.JobName;
import io.manabi.control.jobs.JobService;
import io.manabi.control.models.ModelControl;
import io.manabi.registry.ModelName;
import io.manabi.web.Compression;
import io.manabi.web.OwnSite;
import io.manabi.web.ServerPart;
import io.manabi.web.ServerSettings;

/** The control server, as a part of a server: jobs and models over the API of Cloud ML Engine. */
public final class ControlServer implements ServerPart {
  private final ControlServerBuilder options;
  private final ServerSettings<?> settings;

  ControlServer(ControlServerBuilder options, ServerSettings<?> settings) {
    this.options = options;
    this.settings = settings;
  }

  /** A control server for these jobs and models. */
  public static ControlServerBuilder builder(
      JobService jobs, ModelControl models, AccessControl access) {
    return new ControlServerBuilder(jobs, models, access);
  }

  /**
   * Loads, beside what else the program does, the classes by which a server asks others, TLS among
   * them: that takes as long as to open a database.
   */
  public static void loadAhead() {
    Thread thread = new Thread(ClientFactory::ofDefault, "load-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void mountOn(ServerBuilder server, ListenableHealthChecker ready) {
    Api api = new Api();
    JobService jobs = options.jobs();
    ModelControl models = options.models();
    new JobsApi(jobs).addTo(api);
    new ModelsApi(models).addTo(api);
    new ProjectApi().addTo(api);
    new AuditApi(options.access().auditLog()).addTo(api);
    IamApi policies = new IamApi(options.access().policies(), settings.authenticators());
    policies.addTo(api, "jobs", job -> jobs.get(new JobName(job.project(), job.name())));
    policies.addTo(
        api, "models", model -> models.models().get(new ModelName(model.project(), model.name())));
    LogsApi logs = new LogsApi(jobs);
    logs.addTo(api);
    server.serverListener(ServerListener.builder().whenStopping(ending -> logs.close()).build());
    options
        .servers()
        .ifPresent(
            each ->
                server.service(
                    ServersApi.PATH, ofThisSite(settings.guarded(each, ServersApi.NEEDS))));
    options.backups().ifPresent(each -> server.service(BackupApi.PATH, guarded(each)));
    server
        .service(PackagesApi.path(), guarded(new PackagesApi(jobs)))
        .serviceUnder(Api.PATH, guarded(api.decorate(Compression.ofRequests(settings.limits()))));
  }

  /** Lets through what whoever asks may do, and tells of changes in the audit log. */
  private HttpService guarded(HttpService service) {
    AccessControl access = options.access();
    HttpService checked =
        service
            .decorate(AuditedRequests.beforeChanges(access))
            .decorate(PermissionCheck.newDecorator(access));
    return ofThisSite(
        settings
            .guarded(checked, new PermissionCheck.OfCallers())
            .decorate(AuditedRequests.newDecorator(access)));
  }

  private HttpService ofThisSite(HttpService service) {
    return service.decorate(
        settings.authenticators().isEmpty() ? OwnSite.named(settings.host()) : OwnSite.ofAnyName());
  }
}
