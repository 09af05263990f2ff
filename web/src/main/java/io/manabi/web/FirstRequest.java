package io.manabi.web;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections over which no request comes, or comes byte by byte. Later requests of a
 * connection are watched by the time that it may be idle, which bytes of headers do not prolong.
 */
final class FirstRequest {
  private static final AttributeKey<Boolean> ARRIVED =
      AttributeKey.valueOf(FirstRequest.class, "ARRIVED");

  private FirstRequest() {}

  static void await(Channel channel, Duration time) {
    var unused =
        channel
            .eventLoop()
            .schedule(() -> closeIfNoneCame(channel), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void closeIfNoneCame(Channel channel) {
    // A client of HTTP/2 has told that it is one; it may open its connection before it needs it.
    boolean http2 = channel.pipeline().get(Http2ConnectionHandler.class) != null;
    if (!http2 && !channel.hasAttr(ARRIVED)) {
      var unused = channel.close();
    }
  }

  /** A decorator; it sees requests as soon as their headers are there. */
  static HttpResponse markArrived(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    Channel channel = context.log().partial().channel();
    if (channel != null) {
      channel.attr(ARRIVED).set(true);
    }
    return service.serve(context, request);
  }
}
