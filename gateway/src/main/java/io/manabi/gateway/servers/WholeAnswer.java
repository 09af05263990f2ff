package io.manabi.gateway.servers;

import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request, both as a whole: if a server does not answer, another one is asked.
 * Armeria's client that tries again is for streams: it keeps the request and the answer for another
 * try, which are here already.
 */
final class WholeAnswer {
  private final WebClient client;
  private final AggregatedHttpRequest request;
  private final ServiceRequestContext context;
  private final long until;
  private final int mostAttempts;
  private final AttemptMeters meters;
  private final CompletableFuture<AggregatedHttpResponse> answer = new CompletableFuture<>();

  /**
   * Not asked yet.
   *
   * @param client asks a server once
   * @param context of the request to the gateway
   * @param time how long all of it may take
   */
  WholeAnswer(
      WebClient client,
      AggregatedHttpRequest request,
      ServiceRequestContext context,
      Duration time,
      int mostAttempts,
      AttemptMeters meters) {
    this.client = client;
    this.request = request;
    this.context = context;
    this.until = System.nanoTime() + time.toNanos();
    this.mostAttempts = mostAttempts;
    this.meters = meters;
  }

  /** Asks, on the event loop of the request to the gateway. */
  CompletableFuture<AggregatedHttpResponse> ask() {
    attempt(1);
    return answer;
  }

  private void attempt(int number) {
    RequestOptions options =
        RequestOptions.builder()
            .exchangeType(ExchangeType.UNARY)
            .responseTimeoutMillis(Math.max(1, leftMillis()))
            .build();
    Object unused =
        client
            .execute(request.toHttpRequest(), options)
            .aggregate()
            .handle((whole, failure) -> conclude(number, whole, failure));
  }

  private long leftMillis() {
    return TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
  }

  /** Ends with this answer or failure, or asks again. */
  private boolean conclude(
      int number, @Nullable AggregatedHttpResponse whole, @Nullable Throwable failure) {
    boolean again =
        !Tried.by(context).isGivenUp()
            && (whole == null
                ? Repeats.isWorthATry(Exceptions.peel(failure))
                : Repeats.isUnavailable(whole.headers()));
    long wait = Repeats.waitMillis(number);
    if (again && number < mostAttempts && wait < leftMillis()) {
      meters.retried();
      Object unused =
          context.eventLoop().schedule(() -> attempt(number + 1), wait, TimeUnit.MILLISECONDS);
      return false;
    }
    return whole == null ? answer.completeExceptionally(failure) : answer.complete(whole);
  }
}
