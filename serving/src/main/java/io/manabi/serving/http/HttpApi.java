package io.manabi.serving.http;

import java.util.concurrent.CompletableFuture;

/** An API over HTTP, free of the server: from a request to an answer. */
@FunctionalInterface
public interface HttpApi {
  /**
   * Answers a request. Predictions with a small body are asked for on a thread that must not wait;
   * all that goes wrong with the request is an answer as well.
   */
  CompletableFuture<Answer> answer(ApiRequest request);
}
