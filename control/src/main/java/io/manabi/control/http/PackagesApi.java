package io.manabi.control.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.jobs.JobService;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes packages of trainers, which Cloud ML Engine took from Cloud Storage: {@code POST
 * /v1/projects/PROJECT:uploadPackage?name=trainer-0.1.tar.gz} with the file as body answers {@code
 * {"uri": …}} for the {@code packageUris} of a training input.
 */
public final class PackagesApi implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(PackagesApi.class);
  private static final long MOST_BYTES = 512L << 20;
  private static final Duration MOST_TIME = Duration.ofMinutes(10);

  /** How long a client of HTTP/2 may go on sending after it was refused, so that it reads why. */
  private static final Duration LINGER = Duration.ofSeconds(30);

  private final JobService jobs;

  /** Packages for the jobs of a service. */
  public PackagesApi(JobService jobs) {
    this.jobs = jobs;
  }

  /** Where it is to be put. */
  public static String path() {
    return "regex:^/v1/projects/(?<project>[^/:]+):uploadPackage$";
  }

  @Override
  public ServiceOptions options() {
    return ServiceOptions.builder()
        .maxRequestLength(MOST_BYTES)
        .requestTimeoutMillis(MOST_TIME.toMillis())
        .closeHttp2StreamDelayMillis(LINGER.toMillis())
        .build();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> respond(context, request),
            context.makeContextAware(context.blockingTaskExecutor())));
  }

  private HttpResponse respond(ServiceRequestContext context, HttpRequest request) {
    try (InputStream body = request.toInputStream(PackagesApi::data)) {
      return json(HttpStatus.OK, Map.of("uri", receive(context, request, body)));
    } catch (IOException e) {
      return json(HttpStatus.BAD_REQUEST, ErrorBody.of(unreadable(e)));
    } catch (RuntimeException e) {
      ErrorBody told = ErrorBody.of(e);
      if (told.error().code() == ErrorStatus.INTERNAL.code()) {
        LOG.error("A package cannot be kept", e);
      }
      return json(HttpStatus.valueOf(told.error().code()), told);
    }
  }

  /** Trailers are none. */
  private static HttpData data(HttpObject part) {
    return part instanceof HttpData data ? data : HttpData.empty();
  }

  private String receive(ServiceRequestContext context, HttpRequest request, InputStream body)
      throws IOException {
    if (request.method() != HttpMethod.POST) {
      throw new ApiFailure(
          ErrorStatus.NOT_FOUND,
          "There is no method " + request.method() + " " + context.path() + "; expected POST.");
    }
    if (request.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
      throw ApiFailure.invalid("The package has a Content-Encoding; send it as it is.");
    }
    String name = context.queryParams().get("name");
    if (name == null) {
      throw ApiFailure.invalid("The package has no name; send name=trainer-0.1.tar.gz.");
    }
    String project = Optional.ofNullable(context.pathParam("project")).orElseThrow();
    return jobs.uploadPackage(project, name, body);
  }

  private static ApiFailure unreadable(IOException e) {
    return ApiFailure.invalid(
        e.getCause() instanceof ContentTooLargeException
            ? "The package is larger than " + (MOST_BYTES >> 20) + " MiB; leave data out of it."
            : "The package did not come to its end: " + e.getMessage() + ".");
  }

  private static HttpResponse json(HttpStatus status, Object body) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, HttpData.wrap(JsonBodies.write(body)));
  }
}
