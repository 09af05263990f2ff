package io.manabi.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.manabi.core.ManabiException;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests through whose key or token permits what they need. Others are answered 401 if they
 * have none that is valid, and 403 if it is for something else; those of gRPC UNAUTHENTICATED and
 * PERMISSION_DENIED.
 */
public final class Guard extends SimpleDecoratingHttpService {
  private static final Logger logger = LoggerFactory.getLogger(Guard.class);
  private static final AttributeKey<Known> KNOWN = AttributeKey.valueOf(Guard.class, "KNOWN");
  static final String SCHEME = "Bearer ";

  private final List<Authenticator> authenticators;
  private final Grants grants;
  private final Needs needs;

  private Guard(
      HttpService service, List<Authenticator> authenticators, Grants grants, Needs needs) {
    super(service);
    this.authenticators = authenticators;
    this.grants = grants;
    this.needs = needs;
  }

  /** Who asks, and what permits it beside the key or token. */
  private record Known(Caller caller, Grants grants) {
    boolean permits(Need need) {
      return caller.scope().permits(need) || grants.permit(caller.member(), need);
    }
  }

  /** Says what requests need. */
  @FunctionalInterface
  public interface Needs {
    /**
     * What a request needs, or nothing if it is open to all, as a health check.
     *
     * @param method such as {@code GET}
     * @param path without query, still percent-encoded, as services see it
     */
    Optional<Need> of(String method, String path);

    /**
     * The body of a refusal, as JSON in the form of the API.
     *
     * @param message a sentence
     */
    default String refusal(HttpStatus status, String message) {
      return JsonErrors.json(message);
    }
  }

  /** A decorator for a whole server, or for a service. */
  public static Function<? super HttpService, Guard> newDecorator(
      List<? extends Authenticator> authenticators, Needs needs) {
    return newDecorator(authenticators, Grants.NONE, needs);
  }

  /**
   * A decorator for a whole server, or for a service.
   *
   * @param grants what is permitted beside what keys and tokens permit
   */
  public static Function<? super HttpService, Guard> newDecorator(
      List<? extends Authenticator> authenticators, Grants grants, Needs needs) {
    List<Authenticator> copy = List.copyOf(authenticators);
    return service -> new Guard(service, copy, grants, needs);
  }

  /** Whose key or token a request has, by its name, if it has one that was let through. */
  public static Optional<String> caller(RequestContext context) {
    return Optional.ofNullable(context.attr(KNOWN)).map(known -> known.caller().name());
  }

  /**
   * The same as policies name it: {@code serviceAccount:} and the name of a key, or {@code user:}
   * and the subject of a token.
   */
  public static Optional<String> member(RequestContext context) {
    return Optional.ofNullable(context.attr(KNOWN)).map(known -> known.caller().member());
  }

  /**
   * Whether a request that was let through may do something that only its body tells. Where no
   * guard is, all may.
   */
  public static boolean permits(ServiceRequestContext context, Need need) {
    Known known = context.attr(KNOWN);
    return known == null || known.permits(need);
  }

  /**
   * What a client is told that may not do what it needs.
   *
   * @param need what {@link #permits} said no to
   */
  public static String refusal(ServiceRequestContext context, Need need) {
    return "The key '" + caller(context).orElse("") + "' may not " + need.words() + ".";
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    Optional<Need> need = needs.of(request.method().name(), context.path());
    if (need.isEmpty()) {
      return unwrap().serve(context, request);
    }
    String secret = secret(request);
    Optional<Authenticator> authenticator =
        authenticators.stream().filter(each -> secret != null && each.takes(secret)).findFirst();
    if (secret == null || authenticator.isEmpty()) {
      return unauthorized(request, secret != null);
    }
    if (!authenticator.get().blocks()) {
      return decide(context, request, need.get(), authenticator.get().caller(secret));
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
                () -> authenticator.get().caller(secret), context.blockingTaskExecutor())
            .handleAsync(
                (caller, failure) ->
                    failure == null
                        ? decide(context, request, need.get(), caller)
                        : unavailable(request, failure),
                context.eventLoop()));
  }

  private static @Nullable String secret(HttpRequest request) {
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }

  private HttpResponse decide(
      ServiceRequestContext context, HttpRequest request, Need need, Optional<Caller> caller) {
    if (caller.isEmpty()) {
      return unauthorized(request, true);
    }
    Known known = new Known(caller.get(), grants);
    context.setAttr(KNOWN, known);
    if (!known.permits(need)) {
      return refused(
          request, ResponseHeaders.builder(HttpStatus.FORBIDDEN), refusal(context, need));
    }
    try {
      return unwrap().serve(context, request);
    } catch (Exception e) {
      return HttpResponse.ofFailure(e);
    }
  }

  private HttpResponse refused(
      HttpRequest request, ResponseHeadersBuilder headers, String message) {
    String json = needs.refusal(headers.status(), message);
    return EarlyAnswer.of(request, headers, message, json);
  }

  private HttpResponse unauthorized(HttpRequest request, boolean hasSecret) {
    String challenge = "Bearer realm=\"manabi\"" + (hasSecret ? ", error=\"invalid_token\"" : "");
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.UNAUTHORIZED)
            .set(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
    return refused(
        request,
        headers,
        hasSecret
            ? "The key or token is not known, or has expired."
            : "A key is needed; send it in the header 'Authorization: Bearer KEY'.");
  }

  private HttpResponse unavailable(HttpRequest request, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    logger.warn("A token could not be checked", cause);
    String message =
        cause instanceof ManabiException known
            ? known.getMessage()
            : "The token cannot be checked.";
    return refused(
        request,
        ResponseHeaders.builder(HttpStatus.SERVICE_UNAVAILABLE)
            .set(HttpHeaderNames.RETRY_AFTER, "5"),
        message);
  }
}
