package io.manabi.serving.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.web.Traces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;

/**
 * The spans of the parts of a request, below its own.
 *
 * @param tracer makes them
 * @param parent the span of the request
 */
record RequestSpans(Tracer tracer, Context parent) {
  /** Those of the request that this thread answers; empty if it is not traced. */
  static Optional<RequestSpans> current(Tracer tracer) {
    ServiceRequestContext request = ServiceRequestContext.currentOrNull();
    Context parent = request == null ? Context.root() : Traces.context(request);
    return Span.fromContext(parent).isRecording()
        ? Optional.of(new RequestSpans(tracer, parent))
        : Optional.empty();
  }

  /** Adds a part that ends now and took so many nanoseconds. */
  void add(String part, long nanos, Attributes attributes) {
    Instant end = Instant.now();
    tracer
        .spanBuilder(part)
        .setParent(parent)
        .setAllAttributes(attributes)
        .setStartTimestamp(end.minusNanos(nanos))
        .startSpan()
        .end(end);
  }
}
