package io.manabi.gateway;

import static java.util.Objects.requireNonNull;

import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.UpstreamOptions;
import io.manabi.web.ServerSettings;

/** What a gateway needs to know before it starts. */
public final class GatewayBuilder {
  private final Servers servers;
  private UpstreamOptions upstream = UpstreamOptions.DEFAULTS;
  private Routes routes = Routes.none();

  GatewayBuilder(Servers servers) {
    this.servers = requireNonNull(servers, "servers");
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
   * Makes the gateway, which watches the servers from now on.
   *
   * @param settings of the server that it is to be a part of
   * @throws io.manabi.core.ManabiException if the addresses of the servers cannot be read
   */
  public Gateway build(ServerSettings<?> settings) {
    return new Gateway(this, settings);
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
