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

  private static final int PART_BYTES = 1 << 16;

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
    try {
      // Once to see how long it is: a body that is too large then needs no memory at all.
      plain = new byte[length(packed, encoding)];
      try (InputStream body = decoder(packed, encoding)) {
        body.readNBytes(plain, 0, plain.length);
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

  private int length(AggregatedHttpRequest packed, String encoding) throws IOException {
    byte[] part = new byte[PART_BYTES];
    long length = 0;
    try (InputStream body = decoder(packed, encoding)) {
      for (int read = body.read(part); read >= 0; read = body.read(part)) {
        length += read;
        if (length > limits.unpackedBytes()) {
          throw refusal(
              packed.headers(),
              HttpStatus.REQUEST_ENTITY_TOO_LARGE,
              "The request is larger than "
                  + limits.unpackedBytes()
                  + " bytes when it is decompressed.");
        }
      }
    }
    return (int) length;
  }

  private static InputStream decoder(AggregatedHttpRequest packed, String encoding)
      throws IOException {
    InputStream bytes = packed.content().toInputStream();
    return encoding.equals("deflate") ? new InflaterInputStream(bytes) : new GZIPInputStream(bytes);
  }

  private static HttpResponseException refusal(
      RequestHeaders request, HttpStatus status, String message) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(status);
    return HttpResponseException.of(JsonErrors.answer(request, headers, message).toHttpResponse());
  }
}
