package io.manabi.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.circuitbreaker.FailFastException;
import com.linecorp.armeria.client.endpoint.EndpointGroupException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.util.Exceptions;
import io.manabi.gateway.calls.ModelPath;
import io.manabi.web.JsonErrors;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway answers itself, in the form of the protocol of the request. */
final class Refusals {
  private static final Logger logger = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** A refusal with a reason. */
  static AggregatedHttpResponse of(RequestHeaders request, HttpStatus status, String message) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(status);
    if (status.equals(HttpStatus.SERVICE_UNAVAILABLE)) {
      headers.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return JsonErrors.answer(request, headers, message);
  }

  /** What Cloud ML Engine says of a model or version that is not there. */
  static AggregatedHttpResponse noModel(ModelPath path) {
    String version = path.asked().isOpen() ? "" : "/versions/" + path.asked().name();
    String name = "projects/" + path.project() + "/models/" + path.model() + version;
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("error")
        .put("code", HttpStatus.NOT_FOUND.code())
        .put("message", "The model resource \"" + name + "\" was not found.")
        .put("status", "NOT_FOUND");
    return AggregatedHttpResponse.of(
        HttpStatus.NOT_FOUND, MediaType.JSON_UTF_8, answer.toPrettyString());
  }

  /**
   * What is said if a key asks for too much.
   *
   * @param key its name; empty if there are no keys
   * @param wait how long until it may ask again
   */
  static AggregatedHttpResponse tooMany(
      RequestHeaders request, String key, String model, Duration wait) {
    long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
    String message =
        (key.isEmpty() ? "Clients without a key ask" : "The key '" + key + "' asks")
            + " for more predictions of model '"
            + model
            + "' than its quota allows; try again in "
            + seconds
            + " s.";
    AggregatedHttpResponse answer = of(request, HttpStatus.TOO_MANY_REQUESTS, message);
    return AggregatedHttpResponse.of(
        answer.headers().toBuilder().setLong(HttpHeaderNames.RETRY_AFTER, seconds).build(),
        answer.content());
  }

  /**
   * What is said if no server answered.
   *
   * @param servers where their addresses come from
   */
  static AggregatedHttpResponse of(RequestHeaders request, Throwable failure, String servers) {
    Throwable cause = Exceptions.peel(failure);
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    if (cause instanceof EndpointGroupException || root instanceof EndpointGroupException) {
      return of(
          request,
          HttpStatus.SERVICE_UNAVAILABLE,
          "No prediction server is healthy of those in "
              + servers
              + "; start one, or see why its health check fails.");
    }
    if (cause instanceof TimeoutException) {
      return of(
          request,
          HttpStatus.GATEWAY_TIMEOUT,
          "No prediction server answered in time; give the request more time, or add servers.");
    }
    if (cause instanceof FailFastException) {
      return of(
          request,
          HttpStatus.SERVICE_UNAVAILABLE,
          "The prediction servers fail too often and are left alone for some seconds; see the"
              + " gateway's log for which.");
    }
    logger.warn("A prediction server did not answer", cause);
    return of(
        request,
        HttpStatus.BAD_GATEWAY,
        String.format(
            Locale.ROOT,
            "The connection to a prediction server failed (%s), and the request could not be sent"
                + " again; see whether the servers run, and try again.",
            root.getClass().getSimpleName()));
  }
}
