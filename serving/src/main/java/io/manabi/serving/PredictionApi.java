package io.manabi.serving;

/** A REST API, free of HTTP: from a method, a path and a body to an answer. */
@FunctionalInterface
interface PredictionApi {
  /**
   * Answers a request. It may take long and block.
   *
   * @param method such as {@code GET}
   * @param path the path, still percent-encoded, without query
   */
  Answer answer(String method, String path, byte[] body);
}
