package io.manabi.gateway;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.HealthChecker;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.Upstream;
import io.manabi.web.Overload;
import io.manabi.web.ServerPart;
import io.manabi.web.ServerSettings;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One address before several prediction servers: it passes on what they answer, whatever the
 * protocol. It is the last part of a server, for it answers all that no other one does; requests
 * should come while a prediction server is healthy.
 */
public final class Gateway implements ServerPart, AutoCloseable {
  private static final String PREDICT =
      "^/v1/projects/[^/:]+/models/[^/:]+(/versions/[^/:]+)?:predict$";

  /** More would only fill the memory: whoever is refused at once can come again. */
  private static final int MOST_IN_FLIGHT = 10_000;

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final GatewayBuilder options;
  private final ServerSettings<?> settings;
  private final EventLoopGroup loops;
  private final Upstream upstream;
  private final Shadows shadows;

  Gateway(GatewayBuilder options, ServerSettings<?> settings) {
    this.options = options;
    this.settings = settings;
    this.loops = EventLoopGroups.newEventLoopGroup(THREADS, "gateway");
    try {
      this.upstream =
          new Upstream(options.servers(), options.upstream(), loops, settings.metrics().registry());
    } catch (RuntimeException e) {
      var unused = loops.shutdownGracefully();
      throw e;
    }
    this.shadows =
        new Shadows(upstream, settings.metrics().registry(), settings.limits().requestTime());
  }

  /** A gateway before these servers. */
  public static GatewayBuilder builder(Servers servers) {
    return new GatewayBuilder(servers);
  }

  /** Where the addresses of its servers come from, as a part of a sentence. */
  public String servers() {
    return options.servers().description();
  }

  /** A request is passed on by the thread that reads it, so the server gets the same threads. */
  @Override
  public void mountOn(ServerBuilder server, ListenableHealthChecker ready) {
    server.workerGroup(loops, false).service("prefix:/", service(ready));
  }

  /**
   * The predictions of Cloud ML Engine's API alone: an earlier part than one that answers the rest
   * of that API.
   */
  public ServerPart predictions() {
    Route predict = Route.builder().regex(PREDICT).methods(HttpMethod.POST).build();
    return (server, ready) -> server.service(predict, service(ready));
  }

  private HttpService service(HealthChecker ready) {
    HttpService forwarder =
        new Forwarder(upstream, shadows, ready, options.routes(), settings)
            .decorate(Overload.newDecorator(MOST_IN_FLIGHT, CallNeeds::isHealth));
    return settings.guarded(forwarder, new CallNeeds(options.routes().isOfProjects()));
  }

  @Override
  public List<HealthChecker> health() {
    return List.of(upstream.health());
  }

  /**
   * Waits until a server is healthy.
   *
   * @return whether one is when the time is over
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean awaitServer(Duration time) throws InterruptedException {
    return upstream.awaitReady(time);
  }

  /** Asks prediction servers no more; to be closed after the server that it is a part of. */
  @Override
  public void close() {
    shadows.close();
    upstream.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
