package io.manabi.control.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.jobs.JobName;
import io.manabi.control.jobs.JobService;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.Job;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * <a href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs">projects.jobs</a>
 * over HTTP: {@code /v1/projects/PROJECT/jobs} and what is below it.
 */
public final class JobsApi implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(JobsApi.class);

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

  private static final Set<String> IAM =
      Set.of("getIamPolicy", "setIamPolicy", "testIamPermissions");

  private final JobService jobs;

  /** The methods of a service. */
  public JobsApi(JobService jobs) {
    this.jobs = jobs;
  }

  /** Where it is to be put. */
  public static String path() {
    return "/v1/projects/{project}/jobs";
  }

  /** Where one job is. */
  public static String jobPath() {
    return path() + "/{job}";
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
      return json(HttpStatus.OK, answer(context, request));
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

  /** Java's own HTTP client cannot PATCH; Google's then says it so. */
  private static HttpMethod method(AggregatedHttpRequest request) {
    String override = request.headers().get("x-http-method-override");
    return override != null && request.method() == HttpMethod.POST
        ? HttpMethod.valueOf(override)
        : request.method();
  }

  private Object answer(ServiceRequestContext context, AggregatedHttpRequest request) {
    HttpMethod method = method(request);
    String project = Optional.ofNullable(context.pathParam("project")).orElseThrow();
    String below = context.pathParam("job");
    QueryParams query = context.queryParams();
    if (below == null) {
      if (method == HttpMethod.POST) {
        requireOnly(query, Set.of());
        return jobs.create(project, JsonBodies.read(request.content().array(), Job.class));
      }
      if (method == HttpMethod.GET) {
        requireOnly(query, Set.of("filter", "pageSize", "pageToken"));
        return jobs.list(
            project, query.get("filter", ""), pageSize(query), query.get("pageToken", ""));
      }
      throw noMethod(method, context.path());
    }
    int colon = below.indexOf(':');
    JobName name = new JobName(project, colon < 0 ? below : below.substring(0, colon));
    return answer(
        name,
        colon < 0 ? "" : below.substring(colon + 1),
        method,
        request.content().array(),
        query);
  }

  private Object answer(
      JobName name, String verb, HttpMethod method, byte[] body, QueryParams query) {
    if (verb.isEmpty() && method == HttpMethod.GET) {
      requireOnly(query, Set.of());
      return jobs.get(name);
    }
    if (verb.isEmpty() && method == HttpMethod.PATCH) {
      requireOnly(query, Set.of("updateMask"));
      return patch(name, query, JsonBodies.read(body, Job.class));
    }
    if (verb.equals("cancel") && method == HttpMethod.POST) {
      requireOnly(query, Set.of());
      Object unused = JsonBodies.read(body, Nothing.class);
      jobs.cancel(name);
      return Map.of();
    }
    if (IAM.contains(verb)) {
      throw new ApiFailure(
          ErrorStatus.UNIMPLEMENTED, "This server has no policies for jobs: " + verb + ".");
    }
    throw noMethod(method, name + (verb.isEmpty() ? "" : ":" + verb));
  }

  /** The body of a method that takes nothing. */
  private record Nothing() {}

  private Job patch(JobName name, QueryParams query, Job job) {
    String mask = query.get("updateMask", "labels");
    if (!mask.equals("labels")) {
      throw ApiFailure.invalid(
          "The updateMask is '" + mask + "'; only the labels of a job can be changed.");
    }
    return jobs.patch(
        name, job.labels() == null ? Map.of() : job.labels(), job.etag() == null ? "" : job.etag());
  }

  private static int pageSize(QueryParams query) {
    String text = query.get("pageSize", "0");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiFailure.invalid("The pageSize is '" + text + "'; expected a whole number.");
    }
  }

  private static void requireOnly(QueryParams query, Set<String> known) {
    for (String name : query.names()) {
      if (!known.contains(name) && !COMMON_PARAMETERS.contains(name)) {
        throw ApiFailure.invalid(
            "Invalid JSON payload received. Unknown name \""
                + name
                + "\": Cannot bind query parameter. Field '"
                + name
                + "' could not be found in request message.");
      }
    }
  }

  private static ApiFailure noMethod(HttpMethod method, String path) {
    return new ApiFailure(
        ErrorStatus.NOT_FOUND, "There is no method " + method + " " + path + " here.");
  }
}
