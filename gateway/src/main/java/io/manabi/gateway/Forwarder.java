package io.manabi.gateway;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.healthcheck.HealthChecker;
import io.manabi.gateway.calls.ApiCall;
import io.manabi.gateway.calls.ModelPath;
import io.manabi.gateway.calls.NamedModel;
import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.servers.Upstream;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import io.manabi.web.ServerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests on to servers, and their answers back. Predictions and what else has one request
 * and one answer and changes nothing is taken as a whole, so that it can be sent to another server
 * if one fails in the middle of its answer. All else flows through.
 */
final class Forwarder implements HttpService {
  private final Upstream upstream;
  private final Shadows shadows;
  private final Routing routing;
  private final Routes routes;
  private final HealthChecker ready;
  private final Duration requestTime;
  private final long mostBytes;
  private final boolean guarded;

  /**
   * Passes on.
   *
   * @param ready whether more requests should come
   * @param routes what is decided of requests
   * @param settings the limits of requests, whether keys are needed, and where to measure
   */
  Forwarder(
      Upstream upstream,
      Shadows shadows,
      HealthChecker ready,
      Routes routes,
      ServerSettings<?> settings) {
    this.upstream = upstream;
    this.shadows = shadows;
    this.routing = new Routing(settings.metrics().registry());
    this.routes = routes;
    this.ready = ready;
    this.requestTime = settings.limits().requestTime();
    this.mostBytes = settings.limits().unpackedBytes();
    this.guarded = !settings.authenticators().isEmpty();
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return exchange(ApiCall.of(routing.method().name(), routing.path()), routing.method());
  }

  private static ExchangeType exchange(ApiCall call, HttpMethod method) {
    if (!call.isRepeatable()) {
      return ExchangeType.BIDI_STREAMING;
    }
    return method == HttpMethod.POST ? ExchangeType.UNARY : ExchangeType.RESPONSE_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (!ready.isHealthy() && CallNeeds.isHealth(context.path())) {
      return Refusals.of(
              request.headers(), HttpStatus.SERVICE_UNAVAILABLE, "This gateway is about to end.")
          .toHttpResponse();
    }
    if (routes.isOfProjects() && CallNeeds.isReload(context.path())) {
      String message = "The models of this server are changed by the API of its projects.";
      return Refusals.of(request.headers(), HttpStatus.NOT_IMPLEMENTED, message).toHttpResponse();
    }
    ApiCall call = ApiCall.of(request.method().name(), context.path());
    ExchangeType exchange = exchange(call, request.method());
    Duration time = time(context, request.headers(), exchange);
    String query = context.query() == null ? "" : "?" + context.query();
    RequestHeaders headers =
        ForwardedHeaders.of(context, request.headers(), context.path() + query).build();
    if (exchange == ExchangeType.BIDI_STREAMING) {
      return passOn(context, request.withHeaders(headers), exchange, time);
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApply(
                context.makeContextAware(
                    (AggregatedHttpRequest whole) ->
                        passOn(context, call, headers, whole, exchange, time))));
  }

  /** How long the answer may take, at most. */
  private Duration time(
      ServiceRequestContext context, RequestHeaders headers, ExchangeType exchange) {
    boolean isGrpc = CallNeeds.isGrpc(headers);
    Optional<Duration> asked =
        isGrpc ? GrpcTimeout.of(headers.get("grpc-timeout")) : Optional.empty();
    if (asked.isPresent() && !asked.get().isZero()) {
      context.setRequestTimeout(TimeoutMode.SET_FROM_START, asked.get());
      return asked.get();
    }
    if (isGrpc && exchange == ExchangeType.BIDI_STREAMING) {
      // A stream lasts as long as client and server want it.
      context.clearRequestTimeout();
      return Duration.ZERO;
    }
    return requestTime;
  }

  private HttpResponse passOn(
      ServiceRequestContext context, HttpRequest request, ExchangeType exchange, Duration time) {
    boolean repeatable = exchange != ExchangeType.BIDI_STREAMING;
    return upstream
        .ask(request, context, exchange, repeatable, time)
        .mapHeaders(ForwardedHeaders::of)
        .recover(failure -> failed(context, failure).toHttpResponse());
  }

  private HttpResponse passOn(
      ServiceRequestContext context,
      ApiCall call,
      RequestHeaders headers,
      AggregatedHttpRequest request,
      ExchangeType exchange,
      Duration time) {
    Routing.Routed routed;
    Routes.Table table = routes.now();
    try {
      if (table.isEmpty() && !(guarded && call.namesModelsInMessage())) {
        routed = new Routing.Routed(Routing.Asked.plain(call, headers, request), null, null);
      } else {
        Routing.Asked asked =
            Routing.Asked.read(call, headers, request, mostBytes, routes.isOfProjects());
        @Nullable AggregatedHttpResponse refusal = refusal(context, table, asked);
        if (refusal != null) {
          return refusal.toHttpResponse();
        }
        routed = routing.route(table, asked);
      }
    } catch (IOException e) {
      String message = "The message cannot be read: " + e.getMessage();
      return Refusals.of(headers, HttpStatus.BAD_REQUEST, message).toHttpResponse();
    }
    return exchange == ExchangeType.UNARY
        ? HttpResponse.of(
            answer(context, routed, upstream.askWhole(routed.asked().whole(), context, time)))
        : passOn(context, routed.asked().request(), exchange, time);
  }

  private CompletableFuture<HttpResponse> answer(
      ServiceRequestContext context,
      Routing.Routed routed,
      CompletableFuture<AggregatedHttpResponse> answer) {
    return answer.handle(
        (whole, failure) -> {
          if (failure != null) {
            return failed(context, failure).toHttpResponse();
          }
          if (routed.shadow() != null && routed.compared() != null) {
            shadows.compare(routed.shadow(), routed.compared(), whole);
          }
          return HttpResponse.of(
              ForwardedHeaders.of(whole.headers()), whole.content(), whole.trailers());
        });
  }

  /** Keys are for models, those of gRPC stand in the message only, and there may be quotas. */
  private static @Nullable AggregatedHttpResponse refusal(
      ServiceRequestContext context, Routes.Table table, Routing.Asked asked) {
    Optional<ModelPath> path = asked.call().path().filter(ModelPath::isOfProject);
    String key = Guard.caller(context).orElse("");
    for (NamedModel each : asked.models()) {
      if (path.isPresent() && table.isMissing(each.model(), each.asked().name())) {
        return Refusals.noModel(path.get());
      }
      Need need = Need.withModel(CallNeeds.action(asked.call()), each.model());
      if (asked.call().namesModelsInMessage() && !Guard.permits(context, need)) {
        return Refusals.of(asked.headers(), HttpStatus.FORBIDDEN, Guard.refusal(context, need));
      }
      if (asked.isPrediction()) {
        Optional<Duration> wait = table.quotas().take(key, each.model());
        if (wait.isPresent()) {
          return Refusals.tooMany(asked.headers(), key, each.model(), wait.get());
        }
      }
    }
    return null;
  }

  private AggregatedHttpResponse failed(ServiceRequestContext context, Throwable failure) {
    RequestHeaders request = context.request().headers();
    CompletableFuture<Throwable> cancelling = context.whenRequestCancelling();
    if (!cancelling.isDone()) {
      return Refusals.of(request, failure, upstream.description());
    }
    Throwable reason = cancelling.join();
    return reason instanceof TimeoutException
        ? Refusals.of(request, reason, upstream.description())
        : Refusals.of(request, HttpStatus.CLIENT_CLOSED_REQUEST, "The client gave up.");
  }
}
