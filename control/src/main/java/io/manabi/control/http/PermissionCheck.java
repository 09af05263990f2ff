package io.manabi.control.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.manabi.control.access.AccessControl;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets those through whose roles in the project of the path, or whose policies, permit what the
 * method needs. Others are told so before anything is looked up, so that the answer is the same
 * whether something is there or not.
 */
public final class PermissionCheck extends SimpleDecoratingHttpService {
  private final AccessControl access;

  private PermissionCheck(HttpService service, AccessControl access) {
    super(service);
    this.access = access;
  }

  /** A decorator for what is below {@link Api#PATH}, inside of a {@link Guard}. */
  public static Function<? super HttpService, PermissionCheck> newDecorator(AccessControl access) {
    return service -> new PermissionCheck(service, access);
  }

  /** What the guard asks for: a key or token that is known, whatever it permits. */
  public static final class OfCallers implements Guard.Needs {
    @Override
    public Optional<Need> of(String method, String path) {
      return Optional.of(Need.ofKnownCaller());
    }

    @Override
    public String refusal(HttpStatus status, String message) {
      return new String(JsonBodies.write(body(status, message)), UTF_8);
    }

    private static ErrorBody body(HttpStatus status, String message) {
      ErrorStatus meant =
          switch (status.code()) {
            case 401 -> ErrorStatus.UNAUTHENTICATED;
            case 403 -> ErrorStatus.PERMISSION_DENIED;
            default -> ErrorStatus.UNAVAILABLE;
          };
      return ErrorBody.of(new ApiFailure(meant, message));
    }
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    String path = context.decodedPath().substring(Api.PATH.length());
    Need need = access.need(request.method().name(), path);
    if (Guard.permits(context, need)) {
      return unwrap().serve(context, request);
    }
    HttpResponse refusal =
        HttpResponse.of(
            HttpStatus.FORBIDDEN,
            MediaType.JSON_UTF_8,
            HttpData.wrap(
                JsonBodies.write(
                    OfCallers.body(HttpStatus.FORBIDDEN, Guard.refusal(context, need)))));
    // Over HTTP/2 many clients read no answer before they have sent all.
    return HttpResponse.of(request.subscribe().handle((done, failure) -> refusal));
  }
}
