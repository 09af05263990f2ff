package io.manabi.control.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API of Cloud ML Engine over HTTP, all that is below {@link #PATH}: finds the method that a
 * request is for, and answers with what it returns or throws. Methods are added before the first
 * request.
 */
public final class Api implements HttpService {
  /** Where it is to be put. */
  public static final String PATH = "/v1/projects/";

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private final List<Route> routes = new ArrayList<>();

  /** The path of a method of HTTP, and what answers there. */
  private record Route(HttpMethod method, ApiPath path, Set<String> parameters, ApiMethod answer) {}

  /**
   * Adds a method.
   *
   * @param path behind {@link #PATH}, see {@link ApiPath}
   * @param parameters the names of those that the query may have
   */
  Api on(HttpMethod method, String path, ApiMethod answer, String... parameters) {
    routes.add(new Route(method, ApiPath.of(path), Set.of(parameters), answer));
    return this;
  }

  /**
   * Says of methods that Cloud ML Engine has that there are none here.
   *
   * @param reason a sentence that says so
   */
  Api missing(HttpMethod method, String path, String reason) {
    routes.add(
        new Route(
            method,
            ApiPath.of(path),
            Set.of(),
            request -> {
              throw new ApiFailure(ErrorStatus.UNIMPLEMENTED, reason);
            }));
    return this;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenApplyAsync(
                whole -> respond(context, whole),
                context.makeContextAware(context.blockingTaskExecutor()));
    return HttpResponse.of(answer);
  }

  private HttpResponse respond(ServiceRequestContext context, AggregatedHttpRequest request) {
    try {
      Object answer = answer(context, request);
      return answer instanceof HttpResponse response ? response : json(HttpStatus.OK, answer);
    } catch (RuntimeException e) {
      ErrorBody body = ErrorBody.of(e);
      if (body.error().code() == ErrorStatus.INTERNAL.code()) {
        LOG.error("{} {} failed", request.method(), context.path(), e);
      }
      return json(HttpStatus.valueOf(body.error().code()), body);
    }
  }

  private static HttpResponse json(HttpStatus status, Object body) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, HttpData.wrap(JsonBodies.write(body)));
  }

  private Object answer(ServiceRequestContext context, AggregatedHttpRequest request) {
    HttpMethod method = ApiRequest.method(request);
    ApiPath path = ApiPath.of(context.decodedPath().substring(PATH.length()));
    for (Route route : routes) {
      Optional<Map<String, String>> variables =
          route.method == method ? route.path.variables(path) : Optional.empty();
      if (variables.isPresent()) {
        ApiRequest asked = new ApiRequest(context, request, variables.get());
        asked.requireParametersOf(route.parameters);
        return route.answer.answer(asked);
      }
    }
    throw new ApiFailure(
        ErrorStatus.NOT_FOUND, "There is no method " + method + " " + context.path() + " here.");
  }
}
