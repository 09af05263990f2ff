package io.manabi.web;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.core.ManabiException;
import io.netty.util.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Traces of requests, sent by OTLP over HTTP to a collector: a span for each, which continues the
 * trace of the client if it names one ({@code traceparent}). A server adds spans of its own below
 * it:
 *
 * <pre>{@code
 * Span span = traces.tracer().spanBuilder("run").setParent(Traces.context(request)).startSpan();
 * }</pre>
 */
public final class Traces implements AutoCloseable {
  private static final AttributeKey<Context> CONTEXT =
      AttributeKey.valueOf(Traces.class, "CONTEXT");

  /** How long the end of a server waits for a collector that does not answer. */
  private static final int CLOSE_SECONDS = 5;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Sends to a collector.
   *
   * @param endpoint such as {@code http://127.0.0.1:4318}; {@code /v1/traces} is added if it has no
   *     path
   * @param service the name of the service that all spans are of
   * @param fraction of requests that are traced, between 0 and 1; where the client has decided for
   *     its trace, that counts
   * @throws ManabiException if the endpoint is not http or https, or the fraction not between 0 and
   *     1
   */
  public Traces(URI endpoint, String service, double fraction) {
    if (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())) {
      throw ManabiException.user(
          "The endpoint for traces is "
              + endpoint
              + "; expected one of OTLP over HTTP such as http://127.0.0.1:4318.");
    }
    if (!(fraction >= 0 && fraction <= 1)) {
      throw ManabiException.user(
          "The fraction of traced requests is " + fraction + "; expected 0 to 1.");
    }
    String path = endpoint.getPath();
    URI address = path == null || path.length() <= 1 ? endpoint.resolve("/v1/traces") : endpoint;
    provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(Attributes.builder().put("service.name", service).build())))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(fraction)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(address.toString()).build())
                    .build())
            .build();
    tracer = provider.get("io.manabi");
  }

  /** Makes further spans. */
  public Tracer tracer() {
    return tracer;
  }

  /** The span of a request, as the parent of others; nothing's if requests are not traced. */
  public static Context context(RequestContext request) {
    Context context = request.attr(CONTEXT);
    return context == null ? Context.root() : context;
  }

  /**
   * Has a server that is asked on behalf of a request continue its trace. If requests are not
   * traced here, what the client said of its trace stays.
   *
   * @param headers those that the server will get
   */
  public static void propagate(RequestContext request, HttpHeadersBuilder headers) {
    Context context = request.attr(CONTEXT);
    if (context != null) {
      W3CTraceContextPropagator.getInstance()
          .inject(context, headers, (builder, name, value) -> put(builder, name, value));
    }
  }

  private static void put(@Nullable HttpHeadersBuilder headers, String name, String value) {
    if (headers != null) {
      headers.set(name, value);
    }
  }

  /** A decorator, {@code server.decorator(traces::trace)}. */
  public HttpResponse trace(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    Context parent =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), request.headers(), Headers.GETTER);
    Span span =
        tracer
            .spanBuilder(request.method().name() + " " + context.config().route().patternString())
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent)
            .setAttribute("http.request.method", request.method().name())
            .setAttribute("http.route", context.config().route().patternString())
            .setAttribute("url.path", context.path())
            .setAttribute("url.scheme", context.sessionProtocol().isTls() ? "https" : "http")
            .setAttribute("client.address", context.clientAddress().getHostAddress())
            .startSpan();
    context.setAttr(CONTEXT, parent.with(span));
    var unused = context.log().whenComplete().thenAccept(log -> end(span, log));
    return service.serve(context, request);
  }

  private static void end(Span span, RequestLog log) {
    int status = log.responseHeaders().status().code();
    span.setAttribute("http.response.status_code", status);
    String grpc = Grpc.status(log.responseHeaders(), log.responseTrailers());
    if (grpc != null) {
      span.setAttribute("rpc.system", "grpc").setAttribute("rpc.grpc.status_code", grpc);
    }
    if (status >= 500 || log.responseCause() != null || Grpc.isFaultOfServer(grpc)) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** Sends what has ended, without waiting for more; for tests. */
  void flush() {
    provider.forceFlush().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends what is left, for some seconds at most. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** Reads what a client says of its trace. */
  private enum Headers implements TextMapGetter<HttpHeaders> {
    GETTER;

    @Override
    public Iterable<String> keys(HttpHeaders headers) {
      return headers.names().stream().map(Object::toString).toList();
    }

    @Override
    public @Nullable String get(@Nullable HttpHeaders headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
