package io.manabi.serving.http;

import io.manabi.prediction.AnsweredCall;
import io.manabi.prediction.Lease;
import io.manabi.prediction.RequestListener;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A request to a model while it is answered: who answers it, and how long its parts take. */
public final class ModelRequest {
  private static final AttributeKey<Long> ROWS = AttributeKey.longKey("batch.rows");

  private final Lease lease;
  private final Timer decode;
  private final Timer encode;
  private final Optional<RequestSpans> spans;
  private final List<AnsweredCall> calls;

  /**
   * A request that begins.
   *
   * @param lease the version that answers
   * @param decode the timer of what {@link #decode} does
   * @param encode the timer of what {@link #encode} does
   * @param spans where its parts are told, if it is traced
   * @param kept whether its calls are to be kept
   */
  ModelRequest(
      Lease lease, Timer decode, Timer encode, Optional<RequestSpans> spans, boolean kept) {
    this.lease = lease;
    this.decode = decode;
    this.encode = encode;
    this.spans = spans;
    this.calls = kept ? new CopyOnWriteArrayList<>() : List.of();
    if (kept || spans.isPresent()) {
      lease.listen(new Listener(kept));
    }
  }

  /** The version that answers; it stays loaded until the request is answered. */
  public Lease lease() {
    return lease;
  }

  /** Measures the decoding of the body. */
  public <T> T decode(Supplier<T> work) {
    return part("decode", decode, work);
  }

  /** Measures the encoding of the answer. */
  public <T> T encode(Supplier<T> work) {
    return part("encode", encode, work);
  }

  private <T> T part(String name, Timer timer, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      long nanos = System.nanoTime() - start;
      timer.record(nanos, TimeUnit.NANOSECONDS);
      spans.ifPresent(all -> all.add(name, nanos, Attributes.empty()));
    }
  }

  /** The calls that were answered, if they are kept. */
  List<AnsweredCall> calls() {
    return calls;
  }

  /** Hears of the calls. */
  private final class Listener implements RequestListener {
    private final boolean kept;

    Listener(boolean kept) {
      this.kept = kept;
    }

    @Override
    public void waited(long nanos) {
      spans.ifPresent(all -> all.add("queue", nanos, Attributes.empty()));
    }

    @Override
    public void ran(int rows, long nanos) {
      spans.ifPresent(all -> all.add("run", nanos, Attributes.of(ROWS, (long) rows)));
    }

    @Override
    public boolean wantsAnswers() {
      return kept;
    }

    @Override
    public void answered(AnsweredCall call) {
      calls.add(call);
    }
  }
}
