package io.manabi.web;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A receiver of OTLP over HTTP, which keeps what it gets. */
public final class TraceCollector implements AutoCloseable {
  private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();
  private final Server server =
      Server.builder()
          .http(0)
          .service(
              "/v1/traces",
              (context, request) ->
                  HttpResponse.of(
                      request
                          .aggregate()
                          .thenApply(
                              whole -> {
                                received.add(whole.content().array());
                                return HttpResponse.of(HttpStatus.OK);
                              })))
          .build();

  /** Starts it on a free port. */
  public TraceCollector() {
    server.start().join();
  }

  /** Where to send traces. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  /** What came of a trace, by its id in hex. */
  public List<Span> spans(String trace) {
    return received.stream()
        .flatMap(body -> children(parse(body), 1).stream())
        .flatMap(resource -> children(resource, 2).stream())
        .flatMap(scope -> children(scope, 2).stream())
        .map(Span::new)
        .filter(span -> span.hex(1).equals(trace))
        .toList();
  }

  /** The names of attributes of the service that sent the first spans. */
  public List<String> attributesOfService() {
    UnknownFieldSet resource = children(parse(received.element()), 1).get(0);
    return children(children(resource, 1).get(0), 1).stream().map(TraceCollector::name).toList();
  }

  /**
   * A span, by the numbers of its fields in the definition of OTLP.
   *
   * @param message with a span
   */
  public record Span(UnknownFieldSet message) {
    /** What it is called. */
    public String name() {
      return first(message, 5).toStringUtf8();
    }

    /** Its own id, in hex. */
    public String id() {
      return hex(2);
    }

    /** The id of the span above, in hex. */
    public String parent() {
      return hex(4);
    }

    /** When it began, in nanoseconds since 1970. */
    public long start() {
      return message.getField(7).getFixed64List().get(0);
    }

    /** When it ended, in nanoseconds since 1970. */
    public long end() {
      return message.getField(8).getFixed64List().get(0);
    }

    /** The names of its attributes. */
    public List<String> attributes() {
      return children(message, 9).stream().map(TraceCollector::name).toList();
    }

    private String hex(int field) {
      return HexFormat.of().formatHex(first(message, field).toByteArray());
    }
  }

  private static String name(UnknownFieldSet attribute) {
    return first(attribute, 1).toStringUtf8();
  }

  private static List<UnknownFieldSet> children(UnknownFieldSet message, int field) {
    List<UnknownFieldSet> children = new ArrayList<>();
    for (ByteString child : message.getField(field).getLengthDelimitedList()) {
      children.add(parse(child.toByteArray()));
    }
    return children;
  }

  private static UnknownFieldSet parse(byte[] message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteString first(UnknownFieldSet message, int field) {
    List<ByteString> values = message.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(0);
  }

  @Override
  public void close() {
    server.close();
  }
}
