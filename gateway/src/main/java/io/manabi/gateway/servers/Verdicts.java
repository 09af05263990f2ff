package io.manabi.gateway.servers;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerDecision;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerRule;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Says what speaks against a server: that a connection to it broke, or that another program answers
 * for it that it cannot. Not what a client or a model did wrong, nor that a time was too short,
 * which is the client's choice, nor that it is overloaded, for then others soon would be too.
 */
final class Verdicts implements CircuitBreakerRule {
  @Override
  public CompletionStage<CircuitBreakerDecision> shouldReportAsSuccess(
      ClientRequestContext context, @Nullable Throwable cause) {
    return CompletableFuture.completedFuture(decide(context, cause));
  }

  private static CircuitBreakerDecision decide(
      ClientRequestContext context, @Nullable Throwable cause) {
    if (cause != null) {
      boolean givenUp = cause instanceof TimeoutException || Tried.by(context).isGivenUp();
      return givenUp ? CircuitBreakerDecision.ignore() : CircuitBreakerDecision.failure();
    }
    RequestLog log = context.log().getIfAvailable(RequestLogProperty.RESPONSE_HEADERS);
    if (log == null) {
      return CircuitBreakerDecision.ignore();
    }
    return switch (log.responseHeaders().status().code()) {
      case 502 -> CircuitBreakerDecision.failure();
      case 503 -> CircuitBreakerDecision.ignore();
      default -> CircuitBreakerDecision.success();
    };
  }
}
