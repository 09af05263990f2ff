package io.manabi.gateway;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.web.Traces;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers as they go on: without those of the one connection, and with who asked. */
final class ForwardedHeaders {
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");

  /** Of one connection, not of a request. */
  private static final List<AsciiString> OF_CONNECTION =
      List.of(
          HttpHeaderNames.CONNECTION,
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          HttpHeaderNames.PROXY_AUTHENTICATE,
          HttpHeaderNames.PROXY_AUTHORIZATION,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.UPGRADE,
          HttpHeaderNames.EXPECT,
          AsciiString.cached("http2-settings"));

  private ForwardedHeaders() {}

  /**
   * What a server gets.
   *
   * @param path with which query
   */
  static RequestHeadersBuilder of(
      ServiceRequestContext context, RequestHeaders headers, String path) {
    RequestHeadersBuilder builder = headers.toBuilder();
    for (String named : headers.getAll(HttpHeaderNames.CONNECTION)) {
      for (String each : named.split(",", -1)) {
        if (!each.isBlank()) {
          builder.remove(each.strip());
        }
      }
    }
    OF_CONNECTION.forEach(builder::remove);
    if (!headers.get(HttpHeaderNames.TE, "").equals("trailers")) {
      builder.remove(HttpHeaderNames.TE);
    }
    String client = context.remoteAddress().getAddress().getHostAddress();
    @Nullable String before = headers.get(HttpHeaderNames.X_FORWARDED_FOR);
    builder.set(HttpHeaderNames.X_FORWARDED_FOR, before == null ? client : before + ", " + client);
    if (!headers.contains(HttpHeaderNames.X_FORWARDED_PROTO)) {
      builder.set(
          HttpHeaderNames.X_FORWARDED_PROTO, context.sessionProtocol().isTls() ? "https" : "http");
    }
    @Nullable String authority = headers.authority();
    if (authority != null && !headers.contains(FORWARDED_HOST)) {
      builder.set(FORWARDED_HOST, authority);
    }
    builder.remove(HttpHeaderNames.AUTHORITY);
    builder.remove(HttpHeaderNames.HOST);
    builder.remove(HttpHeaderNames.SCHEME);
    Traces.propagate(context, builder);
    return builder.path(path);
  }

  /** What the client gets. */
  static ResponseHeaders of(ResponseHeaders headers) {
    for (AsciiString each : OF_CONNECTION) {
      if (headers.contains(each)) {
        ResponseHeadersBuilder builder = headers.toBuilder();
        OF_CONNECTION.forEach(builder::remove);
        return builder.build();
      }
    }
    return headers;
  }
}
