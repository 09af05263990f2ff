package io.manabi.control.http;

/** One method of the API. */
@FunctionalInterface
interface ApiMethod {
  /**
   * Answers a request.
   *
   * @return a message, which is written as JSON; or a response of Armeria, which is sent as it is
   * @throws io.manabi.control.messages.ApiFailure if the request is refused
   */
  Object answer(ApiRequest request);
}
