package io.manabi.serving.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/** Answers what no service answers (too large, too late, no such path) in JSON as well. */
public final class JsonErrors implements ServerErrorHandler {
  private final long maxRequestBytes;

  /**
   * Errors.
   *
   * @param maxRequestBytes what a request may have at most
   */
  public JsonErrors(long maxRequestBytes) {
    this.maxRequestBytes = maxRequestBytes;
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
    String message =
        status.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.code()
            ? "The request is larger than " + maxRequestBytes + " bytes"
            : status.reasonPhrase();
    Answer answer = Answer.error(status.code(), message);
    return AggregatedHttpResponse.of(status, MediaType.JSON, HttpData.wrap(answer.body()));
  }
}
