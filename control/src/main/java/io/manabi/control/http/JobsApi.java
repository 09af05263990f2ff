package io.manabi.control.http;

import com.linecorp.armeria.common.HttpMethod;
import io.manabi.control.jobs.JobName;
import io.manabi.control.jobs.JobService;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.Job;
import java.util.Map;
import java.util.Set;

/**
 * <a href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs">projects.jobs</a>
 * over HTTP.
 */
public final class JobsApi {
  private static final String JOBS = "{project}/jobs";
  private static final String JOB = JOBS + "/{job}";

  private final JobService jobs;

  /** The methods of a service. */
  public JobsApi(JobService jobs) {
    this.jobs = jobs;
  }

  /** Has them answered. */
  public void addTo(Api api) {
    api.on(HttpMethod.POST, JOBS, this::create)
        .on(HttpMethod.GET, JOBS, this::list, "filter", "pageSize", "pageToken")
        .on(HttpMethod.GET, JOB, request -> jobs.get(name(request)))
        .on(HttpMethod.PATCH, JOB, this::patch, "updateMask")
        .on(HttpMethod.POST, JOB + ":cancel", this::cancel, "force");
  }

  private static JobName name(ApiRequest request) {
    return new JobName(request.variable("project"), request.variable("job"));
  }

  private Job create(ApiRequest request) {
    return jobs.create(request.variable("project"), request.body(Job.class));
  }

  private Object list(ApiRequest request) {
    return jobs.list(
        request.variable("project"),
        request.parameter("filter"),
        request.pageSize(),
        request.parameter("pageToken"));
  }

  private Map<String, String> cancel(ApiRequest request) {
    request.requireNothing();
    String force = request.parameter("force");
    if (!Set.of("", "true", "false").contains(force)) {
      throw ApiFailure.invalid("force", "force is '" + force + "'; expected true or false.");
    }
    jobs.cancel(name(request), force.equals("true"));
    return Map.of();
  }

  private Job patch(ApiRequest request) {
    Job job = request.body(Job.class);
    String mask = request.parameter("updateMask");
    if (!mask.isEmpty() && !mask.equals("labels")) {
      throw ApiFailure.invalid(
          "updateMask",
          "The updateMask is '" + mask + "'; only the labels of a job can be changed.");
    }
    return jobs.patch(
        name(request),
        job.labels() == null ? Map.of() : job.labels(),
        job.etag() == null ? "" : job.etag());
  }
}
