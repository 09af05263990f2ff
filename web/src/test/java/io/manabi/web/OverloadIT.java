package io.manabi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OverloadIT {
  @Test
  void refusesAtOnceWhatWouldOnlyWait() throws Exception {
    CompletableFuture<HttpResponse> held = new CompletableFuture<>();
    HttpService service = (context, request) -> HttpResponse.of(held);
    ExecutorService clients = Executors.newSingleThreadExecutor();
    try (RunningServer server =
        new RunningServer(
            builder ->
                builder
                    .service("/held", service)
                    .service("/health", (context, request) -> HttpResponse.of("well"))
                    .decorator(Overload.newDecorator(1, path -> path.equals("/health"))))) {
      Callable<java.net.http.HttpResponse<String>> call = () -> server.get("/held");
      Future<java.net.http.HttpResponse<String>> first = clients.submit(call);
      await().atMost(RunningServer.LIMIT).until(() -> call.call().statusCode() == 503);
      java.net.http.HttpResponse<String> refused = call.call();

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
      assertThat(server.get("/health").body()).isEqualTo("well");
      held.complete(HttpResponse.of("done"));
      assertThat(first.get().body()).isEqualTo("done");
    } finally {
      clients.shutdownNow();
    }
  }
}
