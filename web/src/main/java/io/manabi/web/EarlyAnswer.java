package io.manabi.web;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/** An answer that does not depend on the body of the request. */
final class EarlyAnswer {
  private EarlyAnswer() {}

  /**
   * Refuses a request. It reads the body first, and throws it away, because over HTTP/2 many
   * clients read no answer before they have sent all; not of gRPC, whose clients may send without
   * an end.
   */
  static HttpResponse of(HttpRequest request, ResponseHeadersBuilder headers, String message) {
    return of(request, headers, message, JsonErrors.json(message));
  }

  /** The same with JSON of a form of its own, for clients that are not of gRPC. */
  static HttpResponse of(
      HttpRequest request, ResponseHeadersBuilder headers, String message, String json) {
    return afterBody(
        request, JsonErrors.answer(request.headers(), headers, message, json).toHttpResponse());
  }

  /** A decorator that does the same where no service is, and Armeria answers itself. */
  static HttpResponse whereNoServiceIs(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    HttpResponse answer = service.serve(context, request);
    return context.config().route().isFallback() ? afterBody(request, answer) : answer;
  }

  private static HttpResponse afterBody(HttpRequest request, HttpResponse answer) {
    return Grpc.isGrpc(request.headers())
        ? answer
        : HttpResponse.of(request.subscribe().handle((done, failure) -> answer));
  }
}
