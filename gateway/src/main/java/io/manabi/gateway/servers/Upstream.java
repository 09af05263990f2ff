package io.manabi.gateway.servers;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerClient;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerMapping;
import com.linecorp.armeria.client.endpoint.healthcheck.HealthCheckedEndpointGroup;
import com.linecorp.armeria.client.retry.RetryConfig;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks prediction servers: one that is healthy and has little to do, and another if it fails. */
public final class Upstream implements AutoCloseable {
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration PING = Duration.ofSeconds(10);
  private static final Duration WRITE_TIME = Duration.ofSeconds(30);

  /** How long the first request waits for the first health checks. */
  private static final Duration FIRST_CHECKS = Duration.ofSeconds(5);

  private final String description;
  private final Servers.Source source;
  private final SessionProtocol protocol;
  private final ClientFactory factory;
  private final HealthCheckedEndpointGroup healthy;
  private final CompletableFuture<Void> firstHealthy = new CompletableFuture<>();
  private final SettableHealthChecker anyHealthy = new SettableHealthChecker(false);
  private final AttemptMeters meters;
  private final int mostAttempts;
  private final WebClient once;
  private final WebClient repeating;

  /**
   * Asks these servers, and watches their health until {@link #close()}.
   *
   * @param loops the threads that ask; the caller ends them
   * @param registry where to measure
   * @throws io.manabi.core.ManabiException if the addresses cannot be read
   */
  public Upstream(
      Servers servers, UpstreamOptions options, EventLoopGroup loops, MeterRegistry registry) {
    meters = new AttemptMeters(registry);
    mostAttempts = options.attempts();
    Fleet fleet = new Fleet(options.leaveOut(), System::nanoTime, meters::add);
    SlowServers slow = new SlowServers(options.leaveOut(), System::nanoTime);
    description = servers.description();
    source = servers.open(new LeastLoad(fleet));
    source.group().addListener(known -> fleet.keepOnly(known).forEach(meters::remove), true);
    protocol = options.tls().isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP;
    ClientFactoryBuilder factoryBuilder =
        ClientFactory.builder()
            .workerGroup(loops, false)
            .eventLoopSchedulerFactory(OwnLoop::new)
            .connectTimeout(options.connectTime())
            .idleTimeout(IDLE)
            .pingInterval(PING);
    options.tls().ifPresent(tls -> tls.applyTo(factoryBuilder));
    factory = factoryBuilder.build();
    healthy =
        HealthCheckedEndpointGroup.builder(source.group(), options.healthPath())
            .protocol(protocol)
            .clientFactory(factory)
            .useGet(true)
            .retryInterval(options.healthInterval())
            .selectionTimeout(FIRST_CHECKS, options.waitForServer())
            .build();
    healthy.addListener(endpoints -> tellHealth(!endpoints.isEmpty()), true);
    healthy.newMeterBinder("servers").bindTo(registry);
    CircuitBreakerMapping breakers =
        (context, request) -> fleet.of(requireNonNull(context.endpoint(), "endpoint")).breaker();
    once =
        WebClient.builder(protocol, healthy)
            .factory(factory)
            .maxResponseLength(0)
            .writeTimeout(WRITE_TIME)
            .decorator(CircuitBreakerClient.newDecorator(breakers, new Verdicts()))
            .decorator(client -> new Attempts(client, fleet, slow, meters, source.authorization()))
            .build();
    RetryConfig<HttpResponse> retries =
        RetryConfig.builder(new Repeats(meters)).maxTotalAttempts(options.attempts()).build();
    repeating =
        WebClient.builder(protocol, healthy)
            .options(once.options())
            .decorator(RetryingClient.newDecorator(retries))
            .build();
  }

  private void tellHealth(boolean isAnyHealthy) {
    anyHealthy.setHealthy(isAnyHealthy);
    if (isAnyHealthy) {
      firstHealthy.complete(null);
    }
  }

  /** Tells whether a server may be asked now. */
  public ListenableHealthChecker health() {
    return anyHealthy;
  }

  /** Where the addresses come from and how many there are, as a part of a sentence. */
  public String description() {
    return description;
  }

  /**
   * Waits until the first server is healthy.
   *
   * @param time how long at most
   * @return whether one is
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean awaitReady(Duration time) throws InterruptedException {
    try {
      firstHealthy.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing fails it", e.getCause());
    }
    return true;
  }

  /**
   * Asks a server on behalf of a request to the gateway, which is the current one.
   *
   * @param request what to ask
   * @param client the request to the gateway
   * @param exchange whether request and answer are taken as a whole
   * @param repeatable whether another server may be asked if one does not answer
   * @param time how long all of it may take; zero for as long as it takes
   */
  public HttpResponse ask(
      HttpRequest request,
      RequestContext client,
      ExchangeType exchange,
      boolean repeatable,
      Duration time) {
    RequestOptions options =
        RequestOptions.builder().exchangeType(exchange).responseTimeout(time).build();
    Tried.note(client);
    return (repeatable ? repeating : once).execute(request, options);
  }

  /**
   * Asks a server on behalf of a request to the gateway, on whose event loop this is, and another
   * one if it does not answer.
   *
   * @param request what to ask, which may be asked twice
   * @param client the request to the gateway
   * @param time how long all of it may take
   */
  public CompletableFuture<AggregatedHttpResponse> askWhole(
      AggregatedHttpRequest request, ServiceRequestContext client, Duration time) {
    Tried.note(client);
    return new WholeAnswer(once, request, client, time, mostAttempts, meters).ask();
  }

  /**
   * Asks a server once, on behalf of nobody.
   *
   * @param request what to ask
   * @param time how long it may take
   */
  public HttpResponse askBeside(HttpRequest request, Duration time) {
    RequestOptions options =
        RequestOptions.builder().exchangeType(ExchangeType.UNARY).responseTimeout(time).build();
    return once.execute(request, options);
  }

  /** Asks no more, and watches no more. */
  @Override
  public void close() {
    healthy.close();
    source.closing().run();
    factory.close();
  }
}
