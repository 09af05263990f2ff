package io.manabi.gateway.servers;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.endpoint.EndpointGroupException;
import com.linecorp.armeria.client.retry.Backoff;
import com.linecorp.armeria.client.retry.RetryDecision;
import com.linecorp.armeria.client.retry.RetryRule;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Says which requests are sent again: those that may be asked twice and were not answered, or whose
 * server says that it cannot answer now. Nothing of an answer has gone to the client by then. What
 * the client or the time cancelled is not asked again.
 */
final class Repeats implements RetryRule {
  private static final String GRPC_UNAVAILABLE = "14";
  private static final long FIRST_WAIT_MILLIS = 10;

  /** At once to another server, and then slower and slower. */
  private static final Backoff BACKOFF =
      Backoff.exponential(FIRST_WAIT_MILLIS, 500, 4).withJitter(0.2);

  private static final Backoff WAITS = Repeats::waitMillis;

  private static final RetryDecision AGAIN = RetryDecision.retry(WAITS);

  private final AttemptMeters meters;

  Repeats(AttemptMeters meters) {
    this.meters = meters;
  }

  @Override
  public CompletionStage<RetryDecision> shouldRetry(
      ClientRequestContext context, @Nullable Throwable cause) {
    boolean again =
        !Tried.by(context).isGivenUp()
            && (cause == null ? isUnavailable(context) : isWorthATry(cause));
    if (again) {
      meters.retried();
    }
    return CompletableFuture.completedFuture(again ? AGAIN : RetryDecision.noRetry());
  }

  /** How long to wait after an attempt, counted from one. */
  static long waitMillis(int attempt) {
    return attempt <= 1 ? 0 : BACKOFF.nextDelayMillis(attempt - 1);
  }

  /** Whether after such a failure: not if the time is over, or it waited for a server already. */
  static boolean isWorthATry(Throwable cause) {
    return !(cause instanceof TimeoutException)
        && !(cause.getCause() instanceof EndpointGroupException);
  }

  private static boolean isUnavailable(ClientRequestContext context) {
    RequestLog log = context.log().getIfAvailable(RequestLogProperty.RESPONSE_HEADERS);
    return log != null && isUnavailable(log.responseHeaders());
  }

  /** Whether a server says that it cannot answer now. */
  static boolean isUnavailable(ResponseHeaders answer) {
    return answer.status().equals(HttpStatus.SERVICE_UNAVAILABLE)
        || answer.get("grpc-status", "").equals(GRPC_UNAVAILABLE);
  }
}
