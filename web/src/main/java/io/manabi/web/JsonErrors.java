package io.manabi.web;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Answers what no service answers (too large, too late, no such path) in JSON as well: {@code {
 * "error": "…" }}. A gRPC client is answered in its own way.
 */
public final class JsonErrors implements ServerErrorHandler {
  private final Limits limits;

  /** For a server with these limits, which its answers name. */
  public JsonErrors(Limits limits) {
    this.limits = requireNonNull(limits, "limits");
  }

  /** Has a server answer so, also clients that send a long body to where nothing is. */
  public void applyTo(ServerBuilder server) {
    server.errorHandler(this).decorator(EarlyAnswer::whereNoServiceIs);
  }

  /**
   * An error in JSON, for services whose protocol has no form of its own.
   *
   * @param message one sentence: what is wrong, what was expected and what to do
   */
  public static AggregatedHttpResponse answer(HttpStatus status, String message) {
    return AggregatedHttpResponse.of(status, MediaType.JSON, json(message));
  }

  /**
   * An error in the form that a client understands: trailers of gRPC if its request is of gRPC,
   * otherwise JSON.
   *
   * @param request its headers, if they are known
   * @param headers of the answer, with the status that it has for others than clients of gRPC
   * @param message one sentence: what is wrong, what was expected and what to do
   */
  public static AggregatedHttpResponse answer(
      @Nullable RequestHeaders request, ResponseHeadersBuilder headers, String message) {
    return answer(request, headers, message, json(message));
  }

  static AggregatedHttpResponse answer(
      @Nullable RequestHeaders request,
      ResponseHeadersBuilder headers,
      String message,
      String json) {
    if (request != null && Grpc.isGrpc(request)) {
      return AggregatedHttpResponse.of(Grpc.trailersOnly(request, headers.status(), message));
    }
    return AggregatedHttpResponse.of(
        headers.contentType(MediaType.JSON).build(), HttpData.ofUtf8(json));
  }

  /** The body of an error. */
  static String json(String message) {
    return "{ \"error\": \""
        + new String(JsonStringEncoder.getInstance().quoteAsString(message))
        + "\" }";
  }

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    // The default knows which status each exception means; renderStatus() below gives it a body.
    return null;
  }

  // Armeria does not say in its types that the context, the description and the cause may miss.
  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    boolean late =
        cause instanceof RequestTimeoutException && status.equals(HttpStatus.SERVICE_UNAVAILABLE);
    HttpStatus meant =
        late
            ? HttpStatus.GATEWAY_TIMEOUT
            : isUnread(context, cause) ? HttpStatus.BAD_REQUEST : status;
    ResponseHeadersBuilder answer = ResponseHeaders.builder(meant);
    if (meant.equals(HttpStatus.SERVICE_UNAVAILABLE)) {
      answer.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return answer(headers, answer, message(meant, description));
  }

  /** Whether the head of a request cannot be read, as a list of quotes in it that do not match. */
  private static boolean isUnread(
      @Nullable ServiceRequestContext context, @Nullable Throwable cause) {
    return context == null && cause instanceof IllegalArgumentException;
  }

  private String message(HttpStatus status, @Nullable String description) {
    return switch (status.code()) {
      case 400 -> description == null ? "The headers of the request cannot be read." : description;
      case 404 -> "There is nothing at this path.";
      case 405 -> "This path does not take this method.";
      case 408 ->
          "The request did not arrive as a whole within "
              + limits.requestTime().toSeconds()
              + " seconds.";
      case 413 -> tooLarge(limits.bodyBytes());
      case 504 -> "There was no answer within " + limits.requestTime().toSeconds() + " seconds.";
      default -> description == null ? status.reasonPhrase() : description;
    };
  }

  /** What a client is told whose body is too large. */
  static String tooLarge(long bytes) {
    return "The request is larger than " + bytes + " bytes.";
  }
}
