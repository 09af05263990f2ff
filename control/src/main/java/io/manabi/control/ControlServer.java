package io.manabi.control;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import io.manabi.control.http.Api;
import io.manabi.control.http.JobsApi;
import io.manabi.control.http.PackagesApi;
import io.manabi.control.jobs.JobService;
import io.manabi.web.Action;
import io.manabi.web.Compression;
import io.manabi.web.Need;
import io.manabi.web.OwnSite;
import io.manabi.web.ServerPart;
import io.manabi.web.ServerSettings;
import java.util.Optional;

/** The control server, as a part of a server: jobs over the API of Cloud ML Engine. */
public final class ControlServer implements ServerPart {
  private final ControlServerBuilder options;
  private final ServerSettings<?> settings;

  ControlServer(ControlServerBuilder options, ServerSettings<?> settings) {
    this.options = options;
    this.settings = settings;
  }

  /** A control server for these jobs. */
  public static ControlServerBuilder builder(JobService jobs) {
    return new ControlServerBuilder(jobs);
  }

  @Override
  public void mountOn(ServerBuilder server, ListenableHealthChecker ready) {
    Api api = new Api();
    new JobsApi(options.jobs()).addTo(api);
    server
        .service(PackagesApi.path(), guarded(new PackagesApi(options.jobs())))
        .serviceUnder(Api.PATH, guarded(api.decorate(Compression.ofRequests(settings.limits()))));
  }

  private HttpService guarded(HttpService service) {
    return settings
        .guarded(service, ControlServer::need)
        .decorate(
            settings.authenticators().isEmpty()
                ? OwnSite.named(settings.host())
                : OwnSite.ofAnyName());
  }

  private static Optional<Need> need(String method, String path) {
    return Optional.of(Need.withServer(method.equals("GET") ? Action.READ : Action.ADMIN));
  }
}
