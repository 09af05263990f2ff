package io.manabi.web;

import com.linecorp.armeria.server.ServerBuilder;
import io.manabi.core.ManabiException;
import java.time.Duration;

/**
 * How much a client may ask of a server.
 *
 * @param bodyBytes the longest body of a request as it travels
 * @param unpackedBytes the longest body of a request when it is decompressed
 * @param connections how many may be open; further ones are closed at once
 * @param headerTime how long a new connection may take until the headers of its first request are
 *     there
 * @param idleTime how long a connection may stay open while nothing is asked over it
 * @param requestTime how long a request may take, from its headers to the end of the answer; a
 *     client of gRPC may set another one for its own
 * @param jsonDepth how deep lists and objects may be nested, also where they are ignored; services
 *     that read JSON keep it
 */
public record Limits(
    long bodyBytes,
    long unpackedBytes,
    int connections,
    Duration headerTime,
    Duration idleTime,
    Duration requestTime,
    int jsonDepth) {

  /**
   * Bodies of 64 MiB, 10,000 connections, 10 s for headers, 2 min idle, 30 s for a request, 250,000
   * levels.
   */
  public static final Limits DEFAULTS =
      new Limits(
          64L << 20,
          64L << 20,
          10_000,
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          250_000);

  /** How many requests one connection may have in flight. */
  private static final int STREAMS_PER_CONNECTION = 1_000;

  /**
   * @throws ManabiException if one of them is not positive
   */
  public Limits {
    requirePositive("bytes of a body", bodyBytes);
    requirePositive("bytes of an unpacked body", unpackedBytes);
    requirePositive("connections", connections);
    requirePositive("milliseconds for headers", headerTime.toMillis());
    requirePositive("milliseconds of an idle connection", idleTime.toMillis());
    requirePositive("milliseconds of a request", requestTime.toMillis());
    requirePositive("levels of JSON", jsonDepth);
    if (unpackedBytes > Integer.MAX_VALUE - 8) {
      throw ManabiException.user(
          "The limit of " + unpackedBytes + " bytes of an unpacked body is above 2 GiB; lower it.");
    }
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw ManabiException.user(
          "The limit of " + value + " " + what + " is none; expected a number above 0.");
    }
  }

  /** The same with another longest body, packed or not. */
  public Limits withBodyBytes(long bytes) {
    return new Limits(bytes, bytes, connections, headerTime, idleTime, requestTime, jsonDepth);
  }

  /** The same with another longest unpacked body. */
  public Limits withUnpackedBytes(long bytes) {
    return new Limits(bodyBytes, bytes, connections, headerTime, idleTime, requestTime, jsonDepth);
  }

  /** The same with another number of connections. */
  public Limits withConnections(int number) {
    return new Limits(
        bodyBytes, unpackedBytes, number, headerTime, idleTime, requestTime, jsonDepth);
  }

  /** The same with another time for headers. */
  public Limits withHeaderTime(Duration time) {
    return new Limits(
        bodyBytes, unpackedBytes, connections, time, idleTime, requestTime, jsonDepth);
  }

  /** The same with another time for idle connections. */
  public Limits withIdleTime(Duration time) {
    return new Limits(
        bodyBytes, unpackedBytes, connections, headerTime, time, requestTime, jsonDepth);
  }

  /** The same with another time for requests. */
  public Limits withRequestTime(Duration time) {
    return new Limits(bodyBytes, unpackedBytes, connections, headerTime, idleTime, time, jsonDepth);
  }

  /** The same with another depth of JSON. */
  public Limits withJsonDepth(int levels) {
    return new Limits(
        bodyBytes, unpackedBytes, connections, headerTime, idleTime, requestTime, levels);
  }

  /**
   * Has a server keep them, all but that of unpacked bodies, which {@link Compression#ofRequests}
   * keeps, and that of JSON.
   */
  public void applyTo(ServerBuilder server) {
    server
        .maxRequestLength(bodyBytes)
        .maxNumConnections(connections)
        .idleTimeout(idleTime)
        .requestTimeout(requestTime)
        .http2MaxStreamsPerConnection(STREAMS_PER_CONNECTION)
        .childChannelPipelineCustomizer(
            pipeline -> FirstRequest.await(pipeline.channel(), headerTime))
        .decorator(FirstRequest::markArrived);
  }
}
