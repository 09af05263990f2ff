package io.manabi.gateway.servers;

import com.linecorp.armeria.client.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What is known of one server: how busy it is, how fast, and whether it is left out. */
final class KnownServer {
  private final String address;
  private final LongSupplier nanoTime;
  private final CircuitBreaker breaker;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong leftOutUntil;
  private final LongAdder answers = new LongAdder();
  private final LongAdder answerNanos = new LongAdder();

  /**
   * One that was not asked yet.
   *
   * @param address host and port
   * @param nanoTime the time
   * @param breaker makes what lets no more requests through if many fail
   */
  KnownServer(
      String address, LongSupplier nanoTime, Function<KnownServer, CircuitBreaker> breaker) {
    this.address = address;
    this.nanoTime = nanoTime;
    this.leftOutUntil = new AtomicLong(nanoTime.getAsLong());
    this.breaker = breaker.apply(this);
  }

  String address() {
    return address;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  int inFlight() {
    return inFlight.get();
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end() {
    inFlight.decrementAndGet();
  }

  void answered(long nanos) {
    answers.increment();
    answerNanos.add(nanos);
  }

  /**
   * How fast it was.
   *
   * @param count of answers
   * @param nanos all together
   */
  record Speed(long count, long nanos) {
    double mean() {
      return (double) nanos / count;
    }
  }

  /** How fast it was since this was asked before. */
  Speed takeSpeed() {
    return new Speed(answers.sumThenReset(), answerNanos.sumThenReset());
  }

  void leaveOutFor(Duration time) {
    long until = nanoTime.getAsLong() + time.toNanos();
    leftOutUntil.accumulateAndGet(until, (some, other) -> other - some > 0 ? other : some);
  }

  boolean isLeftOut() {
    return leftOutUntil.get() - nanoTime.getAsLong() > 0;
  }
}
