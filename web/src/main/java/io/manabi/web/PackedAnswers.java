package io.manabi.web;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/**
 * Compresses answers to clients that accept that. To others a service answers as it does without:
 * what compresses takes every answer for a stream, whose head and body are sent one by one.
 */
final class PackedAnswers extends SimpleDecoratingHttpService {
  private final HttpService packing;

  /**
   * A service with and without compression.
   *
   * @param packing the same service, with it
   */
  PackedAnswers(HttpService service, HttpService packing) {
    super(service);
    this.packing = packing;
  }

  private HttpService of(RequestHeaders headers) {
    return headers.contains(HttpHeaderNames.ACCEPT_ENCODING) ? packing : (HttpService) unwrap();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    return of(request.headers()).serve(context, request);
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return of(routing.headers()).exchangeType(routing);
  }
}
