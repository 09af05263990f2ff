package io.manabi.serving.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.prediction.tensors.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Brings a {@link HttpApi} to HTTP. */
public final class ApiService implements HttpService {
  /** Some tens of microseconds for JSON, less for tensors. */
  private static final int DECODED_HERE_BYTES = 16 << 10;

  private static final Executor HERE = Runnable::run;

  private final HttpApi api;

  /** A service of an API. */
  public ApiService(HttpApi api) {
    this.api = api;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() == HttpMethod.OPTIONS) {
      // Where pages of other origins may come, another service answers it.
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.NO_CONTENT, HttpHeaderNames.ALLOW, "GET, POST"));
    }
    Deadline deadline = deadline(context);
    CompletableFuture<HttpResponse> response =
        request
            .aggregate()
            .thenCompose(whole -> answer(context, whole, deadline))
            .thenApply(ApiService::toHttp);
    return HttpResponse.of(response);
  }

  private CompletableFuture<Answer> answer(
      ServiceRequestContext context, AggregatedHttpRequest request, Deadline deadline) {
    // What has no body asks for something else than a prediction, which may take longer.
    int bytes = request.content().isEmpty() ? Integer.MAX_VALUE : request.content().length();
    return CompletableFuture.completedFuture(request)
        .thenComposeAsync(
            whole -> api.answer(toApi(context, whole, deadline)), threadFor(bytes, context));
  }

  /**
   * Where to decode a request: small ones here, for to hand them over takes longer. The models have
   * their own threads.
   */
  static Executor threadFor(int bytes, ServiceRequestContext context) {
    return bytes <= DECODED_HERE_BYTES
        ? context.makeContextAware(HERE)
        : context.blockingTaskExecutor();
  }

  /** An answer is there as a whole: its head and its body are sent at once. */
  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return ExchangeType.REQUEST_STREAMING;
  }

  /** The request time-out; over at once when the client goes. */
  public static Deadline deadline(ServiceRequestContext context) {
    long millis = context.requestTimeoutMillis();
    // Clients of gRPC may set no time-out, and then leave what never ends.
    Deadline deadline =
        Deadline.after(
            Duration.ofMillis(millis > 0 ? millis : context.config().requestTimeoutMillis()));
    Object unused = context.whenRequestCancelling().thenAccept(cause -> deadline.cancel());
    return deadline;
  }

  private static ApiRequest toApi(
      ServiceRequestContext context, AggregatedHttpRequest request, Deadline deadline) {
    Map<String, String> headers = new HashMap<>();
    request.headers().forEach((name, value) -> headers.putIfAbsent(name.toString(), value));
    String query = context.query();
    return new ApiRequest(
        request.method().name(),
        query == null ? context.path() : context.path() + "?" + query,
        headers,
        request.content().array(),
        deadline);
  }

  static HttpResponse toHttp(Answer answer) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(answer.code())).contentType(MediaType.JSON);
    answer.headers().forEach(headers::set);
    return HttpResponse.of(headers.build(), HttpData.wrap(answer.body()));
  }
}
