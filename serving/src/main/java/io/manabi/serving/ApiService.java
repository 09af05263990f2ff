package io.manabi.serving;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.CompletableFuture;

/** Brings a {@link PredictionApi} to HTTP; it runs where blocking is allowed. */
final class ApiService implements HttpService {
  private final PredictionApi api;

  ApiService(PredictionApi api) {
    this.api = api;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    CompletableFuture<HttpResponse> response =
        request
            .aggregate()
            .thenApplyAsync(
                whole ->
                    toHttp(
                        api.answer(whole.method().name(), context.path(), whole.content().array())),
                context.blockingTaskExecutor());
    return HttpResponse.of(response);
  }

  static HttpResponse toHttp(Answer answer) {
    return HttpResponse.of(
        HttpStatus.valueOf(answer.code()), MediaType.JSON, HttpData.wrap(answer.json()));
  }
}
