package io.manabi.gateway;

import static java.util.Objects.requireNonNull;

import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.UpstreamOptions;
import io.manabi.web.ServerSettings;

/** What a gateway needs to know before it starts. */
public final class GatewayBuilder extends ServerSettings<GatewayBuilder> {
  private final Servers servers;
  private UpstreamOptions upstream = UpstreamOptions.DEFAULTS;
  private Routes routes = Routes.none();

  GatewayBuilder(Servers servers) {
    this.servers = requireNonNull(servers, "servers");
  }

  @Override
  protected GatewayBuilder self() {
    return this;
  }

  /** How servers are watched and asked. */
  public GatewayBuilder upstream(UpstreamOptions options) {
    this.upstream = requireNonNull(options, "options");
    return this;
  }

  /** What is decided of requests. The caller closes it. */
  public GatewayBuilder routes(Routes routes) {
    this.routes = requireNonNull(routes, "routes");
    return this;
  }

  /**
   * Makes the gateway; it does not listen yet, but watches the servers.
   *
   * @throws io.manabi.core.ManabiException if the host is unknown, the addresses of the servers
   *     cannot be read, or anybody could use the gateway and that was not asked for
   */
  public Gateway build() {
    return new Gateway(this);
  }

  Servers servers() {
    return servers;
  }

  Routes routes() {
    return routes;
  }

  UpstreamOptions upstream() {
    return upstream;
  }
}
