package io.manabi.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Refuses requests at once while so many are being answered that more would only wait: before their
 * bodies are read, so that refusing costs little and those that began are not slowed.
 */
public final class Overload extends SimpleDecoratingHttpService {
  private final int most;
  private final Predicate<String> exempt;
  private final AtomicInteger inFlight;

  private Overload(
      HttpService service, int most, Predicate<String> exempt, AtomicInteger inFlight) {
    super(service);
    this.most = most;
    this.exempt = exempt;
    this.inFlight = inFlight;
  }

  /**
   * A decorator.
   *
   * @param most how many requests may be answered at the same time, by all services that it
   *     decorates together
   * @param exempt paths that are always answered, such as health checks
   */
  public static Function<? super HttpService, Overload> newDecorator(
      int most, Predicate<String> exempt) {
    AtomicInteger inFlight = new AtomicInteger();
    return service -> new Overload(service, most, exempt, inFlight);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    if (exempt.test(context.path())) {
      return unwrap().serve(context, request);
    }
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      return EarlyAnswer.of(
          request,
          ResponseHeaders.builder(HttpStatus.SERVICE_UNAVAILABLE)
              .set(HttpHeaderNames.RETRY_AFTER, "1"),
          "The server has more requests than it can answer. Try again later.");
    }
    Object unused = context.log().whenComplete().thenAccept(log -> inFlight.decrementAndGet());
    return unwrap().serve(context, request);
  }
}
