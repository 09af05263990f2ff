package io.manabi.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.logging.AccessLogWriter;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each request in a line of JSON, to the logger {@value #LOGGER}; where that writes is the
 * program's choice. A line has no body, no query and no header but the user agent's, so that no
 * secret is in it; what clients chose is escaped, so that they cannot write lines of their own.
 */
public final class AccessLog implements AccessLogWriter {
  /** The name of the logger; its messages are whole lines. */
  public static final String LOGGER = "access";

  private static final Logger logger = LoggerFactory.getLogger(LOGGER);
  private static final int LONGEST_TEXT = 512;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final double fraction;

  /**
   * A log that leaves requests out by chance, but never one that failed.
   *
   * @param fraction how many it tells of, between 0 and 1
   * @throws ManabiException if it is not between 0 and 1
   */
  public AccessLog(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT, "The fraction of logged requests is %s; expected 0 to 1.", fraction));
    }
    this.fraction = fraction;
  }

  @Override
  public void log(RequestLog log) {
    String grpcStatus = Grpc.status(log.responseHeaders(), log.responseTrailers());
    int status = log.responseHeaders().status().code();
    boolean failed =
        status >= 400
            || log.responseCause() != null
            || (grpcStatus != null && !grpcStatus.equals("0"));
    if (failed || ThreadLocalRandom.current().nextDouble() < fraction) {
      logger.info("{}", line(log, status, grpcStatus));
    }
  }

  private static String line(RequestLog log, int status, @Nullable String grpcStatus) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", Instant.ofEpochMilli(log.requestStartTimeMillis()).toString());
      json.writeStringField("client", client(log));
      json.writeStringField("protocol", log.sessionProtocol().uriText());
      json.writeStringField("method", log.requestHeaders().method().name());
      json.writeStringField("path", bounded(log.context().path()));
      json.writeNumberField("status", status);
      if (grpcStatus != null) {
        json.writeStringField("grpc_status", bounded(grpcStatus));
      }
      json.writeNumberField("bytes_in", log.requestLength());
      json.writeNumberField("bytes_out", log.responseLength());
      json.writeNumberField("ms", TimeUnit.NANOSECONDS.toMicros(log.totalDurationNanos()) / 1000.0);
      String key = Guard.caller(log.context()).orElse(null);
      if (key != null) {
        json.writeStringField("key", bounded(key));
      }
      String agent = log.requestHeaders().get(HttpHeaderNames.USER_AGENT);
      if (agent != null) {
        json.writeStringField("user_agent", bounded(agent));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("A text takes all that is written", e);
    }
    return line.toString();
  }

  private static String client(RequestLog log) {
    return log.context() instanceof ServiceRequestContext server
        ? server.clientAddress().getHostAddress()
        : "";
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }
}
