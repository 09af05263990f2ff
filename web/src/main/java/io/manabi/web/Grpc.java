package io.manabi.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must be known of gRPC to refuse its requests, without its library. */
final class Grpc {
  private static final AsciiString STATUS = AsciiString.cached("grpc-status");
  private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");

  private static final Set<String> FAULTS = Set.of("2", "4", "12", "13", "14", "15");

  private Grpc() {}

  static boolean isGrpc(RequestHeaders request) {
    return request.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/grpc");
  }

  /** The status of an answer, if it has one: in its headers or behind its messages. */
  static @Nullable String status(HttpHeaders headers, HttpHeaders trailers) {
    String status = trailers.get(STATUS);
    return status == null ? headers.get(STATUS) : status;
  }

  /** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE or DATA_LOSS. */
  static boolean isFaultOfServer(@Nullable String status) {
    return status != null && FAULTS.contains(status);
  }

  /** An answer without messages; clients read its status from the headers. */
  static ResponseHeaders trailersOnly(RequestHeaders request, HttpStatus status, String message) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .set(
            HttpHeaderNames.CONTENT_TYPE,
            request.get(HttpHeaderNames.CONTENT_TYPE, "application/grpc"))
        .setInt(STATUS, code(status.code()))
        .set(MESSAGE, percentEncoded(message))
        .endOfStream(true)
        .build();
  }

  /** As in gRPC's table of HTTP status codes, and those that have a better word. */
  private static int code(int httpStatus) {
    return switch (httpStatus) {
      case 400, 415 -> 3; // INVALID_ARGUMENT
      case 408, 504 -> 4; // DEADLINE_EXCEEDED
      case 403 -> 7; // PERMISSION_DENIED
      case 413, 429 -> 8; // RESOURCE_EXHAUSTED
      case 404, 405 -> 12; // UNIMPLEMENTED
      case 500 -> 13; // INTERNAL
      case 502, 503 -> 14; // UNAVAILABLE
      case 401 -> 16; // UNAUTHENTICATED
      default -> 2; // UNKNOWN
    };
  }

  private static String percentEncoded(String message) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : message.getBytes(StandardCharsets.UTF_8)) {
      if (each >= ' ' && each <= '~' && each != '%') {
        encoded.append((char) each);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", each));
      }
    }
    return encoded.toString();
  }
}
