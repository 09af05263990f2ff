package io.manabi.control.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.Page;
import io.manabi.web.Guard;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request as a method of the API sees it. */
final class ApiRequest {
  /** What all methods of Google's APIs take, and what does nothing here. */
  private static final Set<String> COMMON_PARAMETERS =
      Set.of(
          "alt",
          "prettyPrint",
          "quotaUser",
          "key",
          "access_token",
          "oauth_token",
          "$.xgafv",
          "callback",
          "fields",
          "uploadType",
          "upload_protocol");

  private final ServiceRequestContext context;
  private final AggregatedHttpRequest whole;
  private final Map<String, String> variables;

  ApiRequest(
      ServiceRequestContext context, AggregatedHttpRequest whole, Map<String, String> variables) {
    this.context = context;
    this.whole = whole;
    this.variables = Map.copyOf(variables);
  }

  /** Java's own HTTP client cannot PATCH; Google's then says it so. */
  static HttpMethod method(AggregatedHttpRequest request) {
    String override = request.headers().get("x-http-method-override");
    if (override == null || request.method() != HttpMethod.POST) {
      return request.method();
    }
    HttpMethod method = HttpMethod.tryParse(override);
    if (method == null) {
      throw ApiFailure.invalid("The header X-HTTP-Method-Override names no method: " + override);
    }
    return method;
  }

  ServiceRequestContext context() {
    return context;
  }

  /** What stands in the path for a variable of the method's path. */
  String variable(String name) {
    return Optional.ofNullable(variables.get(name)).orElseThrow();
  }

  /** A parameter of the query; empty if it is not given. */
  String parameter(String name) {
    return context.queryParams().get(name, "");
  }

  /** Which page of a list is asked for. */
  Page.Request page() {
    return new Page.Request(pageSize(), parameter("pageToken"));
  }

  /** How many entries of a list are asked for; 0 if that is left to the server. */
  int pageSize() {
    String text = context.queryParams().get("pageSize", "0");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiFailure.invalid(
          "pageSize", "The pageSize is '" + text + "'; expected a whole number.");
    }
  }

  /**
   * The body.
   *
   * @throws ApiFailure if it is no such message
   */
  <T> T body(Class<T> message) {
    return JsonBodies.read(whole.content().array(), message);
  }

  /** The body of a method that takes nothing. */
  private record Nothing() {}

  /**
   * Reads the body of a method that takes nothing.
   *
   * @throws ApiFailure if it has something
   */
  void requireNothing() {
    Object unused = body(Nothing.class);
  }

  /** The name of the key or token that the request comes with. */
  Optional<String> who() {
    return Guard.caller(context);
  }

  /** Refuses parameters that neither this method nor all methods take. */
  void requireParametersOf(Set<String> known) {
    QueryParams query = context.queryParams();
    for (String name : query.names()) {
      if (!known.contains(name) && !COMMON_PARAMETERS.contains(name)) {
        throw ApiFailure.invalid(
            name,
            "Invalid JSON payload received. Unknown name \""
                + name
                + "\": Cannot bind query parameter. Field '"
                + name
                + "' could not be found in request message.");
      }
    }
  }
}
