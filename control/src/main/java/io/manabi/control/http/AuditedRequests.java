package io.manabi.control.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Service;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.manabi.control.access.AccessControl;
import io.manabi.control.messages.AuditEntry;
import io.manabi.web.Guard;
import io.netty.util.AttributeKey;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Tells of changes in the audit log before they are answered, also of those that are refused; and
 * takes the method of a request from {@code X-HTTP-Method-Override}, so that all behind it see the
 * same.
 */
public final class AuditedRequests extends SimpleDecoratingHttpService {
  private static final String REQUEST_ID = "x-request-id";
  private static final String OVERRIDE = "x-http-method-override";

  /** What the audit log has told before the change. */
  private static final AttributeKey<Long> BEGUN =
      AttributeKey.valueOf(AuditedRequests.class, "BEGUN");

  private final AccessControl access;

  private AuditedRequests(HttpService service, AccessControl access) {
    super(service);
    this.access = access;
  }

  /** A decorator for what is below {@link Api#PATH}, outside of a {@link Guard}. */
  public static Function<? super HttpService, AuditedRequests> newDecorator(AccessControl access) {
    return service -> new AuditedRequests(service, access);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest sent) throws Exception {
    HttpRequest request = withMeantMethod(context, sent);
    String path = context.decodedPath().substring(Api.PATH.length());
    String method = request.method().name();
    if (!access.isAudited(method, path)) {
      return unwrap().serve(context, request);
    }
    return HttpResponse.of(
        served(unwrap(), context, request)
            .mapHeaders(headers -> headers.toBuilder().set(REQUEST_ID, context.id().text()).build())
            .aggregate()
            .handleAsync(
                (whole, failure) -> {
                  HttpStatus status =
                      whole == null ? HttpStatus.INTERNAL_SERVER_ERROR : whole.status();
                  Long begun = context.attr(BEGUN);
                  access.audit(
                      path,
                      entry(context, method, status.code()),
                      begun == null ? OptionalLong.empty() : OptionalLong.of(begun));
                  return whole == null ? HttpResponse.ofFailure(failure) : whole.toHttpResponse();
                },
                context.blockingTaskExecutor()));
  }

  /**
   * A decorator inside of the guard: tells of changes before they are made, so that one whose
   * outcome nobody has told is seen.
   */
  public static Function<? super HttpService, HttpService> beforeChanges(AccessControl access) {
    return service ->
        new SimpleDecoratingHttpService(service) {
          @Override
          public HttpResponse serve(ServiceRequestContext context, HttpRequest request)
              throws Exception {
            String path = context.decodedPath().substring(Api.PATH.length());
            String method = request.method().name();
            return access.isAudited(method, path)
                ? HttpResponse.of(
                    CompletableFuture.supplyAsync(
                        () -> {
                          context.setAttr(
                              BEGUN, access.auditBefore(path, entry(context, method, 0)));
                          return served(unwrap(), context, request);
                        },
                        context.makeContextAware(context.blockingTaskExecutor())))
                : unwrap().serve(context, request);
          }
        };
  }

  private static HttpResponse served(
      Service<HttpRequest, HttpResponse> service,
      ServiceRequestContext context,
      HttpRequest request) {
    try {
      return service.serve(context, request);
    } catch (Exception e) {
      return HttpResponse.ofFailure(e);
    }
  }

  /** Java's own HTTP client cannot PATCH; Google's then says it so. */
  private static HttpRequest withMeantMethod(ServiceRequestContext context, HttpRequest request) {
    String override = request.headers().get(OVERRIDE);
    HttpMethod method = override == null ? null : HttpMethod.tryParse(override);
    if (method == null || request.method() != HttpMethod.POST) {
      return request;
    }
    HttpRequest meant = request.withHeaders(request.headers().toBuilder().method(method).build());
    context.updateRequest(meant);
    return meant;
  }

  private static AuditEntry entry(ServiceRequestContext context, String method, int status) {
    return new AuditEntry(
        Instant.ofEpochMilli(context.log().partial().requestStartTimeMillis()).toString(),
        Guard.member(context).orElse(""),
        context.clientAddress().getHostAddress(),
        method,
        context.path(),
        status,
        context.id().text());
  }
}
