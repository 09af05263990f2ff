package io.manabi.web;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceOptionsBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Gives a service plain bodies. It takes a body as a whole, so that one that is broken or too large
 * is known before the service begins, and bounds it as it grows.
 */
final class UnpackedRequests extends SimpleDecoratingHttpService {
  /**
   * How long a client of HTTP/2 may go on sending after it was answered, before its stream is
   * reset. What comes is thrown away. Many clients read no answer before they have sent all.
   */
  private static final Duration LINGER = Duration.ofSeconds(30);

  private final Limits limits;

  UnpackedRequests(HttpService service, Limits limits) {
    super(service);
    this.limits = limits;
  }

  @Override
  public ServiceOptions options() {
    ServiceOptions inner = super.options();
    ServiceOptionsBuilder options =
        ServiceOptions.builder().closeHttp2StreamDelayMillis(LINGER.toMillis());
    // Armeria's builder refuses what its records have for "not set".
    if (inner.requestTimeoutMillis() >= 0) {
      options.requestTimeoutMillis(inner.requestTimeoutMillis());
    }
    if (inner.maxRequestLength() >= 0) {
      options.maxRequestLength(inner.maxRequestLength());
    }
    if (inner.requestAutoAbortDelayMillis() >= 0) {
      options.requestAutoAbortDelayMillis(inner.requestAutoAbortDelayMillis());
    }
    return options.build();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    String encoding =
        request
            .headers()
            .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
            .toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "identity" -> unwrap().serve(context, request);
      case "gzip", "x-gzip", "deflate" -> unpack(context, request, encoding);
      default ->
          EarlyAnswer.of(
              request,
              ResponseHeaders.builder(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                  .set(HttpHeaderNames.ACCEPT_ENCODING, "gzip, deflate"),
              "The body has the Content-Encoding '"
                  + encoding
                  + "'; expected gzip, deflate or none.");
    };
  }

  private HttpResponse unpack(ServiceRequestContext context, HttpRequest request, String encoding) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(packed -> unpacked(packed, encoding), context.blockingTaskExecutor())
            .thenApplyAsync(plain -> serveUnpacked(context, plain), context.eventLoop()));
  }

  private HttpResponse serveUnpacked(ServiceRequestContext context, HttpRequest plain) {
    context.updateRequest(plain);
    try {
      return unwrap().serve(context, plain);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private HttpRequest unpacked(AggregatedHttpRequest packed, String encoding) {
    RequestHeaders headers = packed.headers();
    byte[] plain;
    try (InputStream body = decoder(packed.content().toInputStream(), encoding)) {
      plain = body.readNBytes((int) limits.unpackedBytes());
      if (body.read() >= 0) {
        throw refusal(
            headers,
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "The request is larger than "
                + limits.unpackedBytes()
                + " bytes when it is decompressed.");
      }
    } catch (IOException e) {
      throw refusal(
          headers,
          HttpStatus.BAD_REQUEST,
          "The body is labelled '"
              + encoding
              + "', but cannot be decompressed as such; send it as it was packed, or without"
              + " Content-Encoding.");
    }
    return HttpRequest.of(
        headers.toBuilder()
            .removeAndThen(HttpHeaderNames.CONTENT_ENCODING)
            .contentLength(plain.length)
            .build(),
        HttpData.wrap(plain));
  }

  private static InputStream decoder(InputStream packed, String encoding) throws IOException {
    return encoding.equals("deflate")
        ? new InflaterInputStream(packed)
        : new GZIPInputStream(packed);
  }

  private static HttpResponseException refusal(
      RequestHeaders request, HttpStatus status, String message) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(status);
    return HttpResponseException.of(JsonErrors.answer(request, headers, message).toHttpResponse());
  }
}
