package io.manabi.web;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

/** An answer that does not depend on the body of the request. */
final class EarlyAnswer {
  private EarlyAnswer() {}

  /**
   * Refuses a request. It reads the body first, and throws it away, because over HTTP/2 many
   * clients read no answer before they have sent all; not of gRPC, whose clients may send without
   * an end.
   */
  static HttpResponse of(HttpRequest request, ResponseHeadersBuilder headers, String message) {
    if (Grpc.isGrpc(request.headers())) {
      return JsonErrors.answer(request.headers(), headers, message).toHttpResponse();
    }
    return HttpResponse.of(
        request
            .subscribe()
            .handle(
                (done, failure) ->
                    JsonErrors.answer(request.headers(), headers, message).toHttpResponse()));
  }
}
