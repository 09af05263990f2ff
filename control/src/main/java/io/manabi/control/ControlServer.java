package io.manabi.control;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import io.manabi.control.access.AccessControl;
import io.manabi.control.http.Api;
import io.manabi.control.http.AuditApi;
import io.manabi.control.http.AuditedRequests;
import io.manabi.control.http.IamApi;
import io.manabi.control.http.JobsApi;
import io.manabi.control.http.LogsApi;
import io.manabi.control.http.PackagesApi;
import io.manabi.control.http.PermissionCheck;
import io.manabi.control.jobs.JobName;
import io.manabi.control.jobs.JobService;
import io.manabi.web.Compression;
import io.manabi.web.OwnSite;
import io.manabi.web.ServerPart;
import io.manabi.web.ServerSettings;

/** The control server, as a part of a server: jobs over the API of Cloud ML Engine. */
public final class ControlServer implements ServerPart {
  private final ControlServerBuilder options;
  private final ServerSettings<?> settings;

  ControlServer(ControlServerBuilder options, ServerSettings<?> settings) {
    this.options = options;
    this.settings = settings;
  }

  /** A control server for these jobs. */
  public static ControlServerBuilder builder(JobService jobs, AccessControl access) {
    return new ControlServerBuilder(jobs, access);
  }

  @Override
  public void mountOn(ServerBuilder server, ListenableHealthChecker ready) {
    Api api = new Api();
    JobService jobs = options.jobs();
    new JobsApi(jobs).addTo(api);
    new AuditApi(options.access().auditLog()).addTo(api);
    new IamApi(options.access().policies(), settings.authenticators())
        .addTo(api, "jobs", job -> jobs.get(new JobName(job.project(), job.name())));
    LogsApi logs = new LogsApi(jobs);
    logs.addTo(api);
    server.serverListener(ServerListener.builder().whenStopping(ending -> logs.close()).build());
    server
        .service(PackagesApi.path(), guarded(new PackagesApi(jobs)))
        .serviceUnder(Api.PATH, guarded(api.decorate(Compression.ofRequests(settings.limits()))));
  }

  /** Lets through what whoever asks may do, and tells of changes in the audit log. */
  private HttpService guarded(HttpService service) {
    AccessControl access = options.access();
    HttpService checked = service.decorate(PermissionCheck.newDecorator(access));
    return settings
        .guarded(checked, new PermissionCheck.OfCallers())
        .decorate(AuditedRequests.newDecorator(access))
        .decorate(
            settings.authenticators().isEmpty()
                ? OwnSite.named(settings.host())
                : OwnSite.ofAnyName());
  }
}
