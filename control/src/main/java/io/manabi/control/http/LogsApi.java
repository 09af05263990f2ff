package io.manabi.control.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import io.manabi.control.jobs.JobName;
import io.manabi.control.jobs.JobService;
import io.manabi.control.messages.ApiFailure;
import io.manabi.core.events.JobEvents;
import io.manabi.jobs.logs.JobLog;
import io.manabi.jobs.logs.LogEntry;
import io.manabi.jobs.logs.LogPage;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The logs of jobs over HTTP, a page at a time or as they come. An entry is as in <a
 * href="https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry">Cloud Logging</a>,
 * into which Cloud ML Engine wrote them.
 */
public final class LogsApi implements AutoCloseable {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final JobService jobs;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The logs of the jobs of a service. */
  public LogsApi(JobService jobs) {
    this.jobs = jobs;
  }

  /**
   * A page.
   *
   * @param nextPageToken where to go on, also if there is no more by now
   * @param done whether nothing more will come
   */
  private record Page(List<Entry> entries, String nextPageToken, boolean done) {}

  /** The job, and who of it tells. */
  record Labels(@JsonProperty("job_id") String jobId, @JsonProperty("task_name") String taskName) {}

  /**
   * An entry.
   *
   * @param timestamp as in RFC 3339
   * @param textPayload what a task or the server says
   * @param jsonPayload an event of a training, see {@link JobEvents}
   * @param pageToken where to go on behind it
   */
  record Entry(
      String timestamp,
      String severity,
      Labels labels,
      @Nullable String textPayload,
      @Nullable JsonNode jsonPayload,
      String pageToken) {

    static Entry of(JobName job, LogPage.Item item) {
      LogEntry entry = item.entry();
      return new Entry(
          entry.time().toString(),
          entry.severity().name(),
          new Labels(job.id(), entry.task()),
          entry.event().isPresent() ? null : entry.text(),
          entry.event().map(JobEvents::json).orElse(null),
          item.pageToken());
    }
  }

  /** Has them answered. */
  public void addTo(Api api) {
    api.on(
        HttpMethod.GET, "{project}/jobs/{job}:logs", this::logs, "pageSize", "pageToken", "follow");
  }

  private Object logs(ApiRequest request) {
    JobName name = new JobName(request.variable("project"), request.variable("job"));
    JobLog log = jobs.log(name);
    String token = request.parameter("pageToken");
    int size = request.pageSize();
    if (size < 0) {
      throw ApiFailure.invalid("pageSize", "The pageSize is " + size + "; expected 0 or more.");
    }
    return switch (request.parameter("follow")) {
      case "true" -> new LogStream(request.context(), name, log, closed::get).begin(token);
      case "", "false" -> {
        LogPage page = log.read(token, size == 0 ? USUAL_PAGE : Math.min(size, LARGEST_PAGE));
        yield new Page(
            page.items().stream().map(item -> Entry.of(name, item)).toList(),
            page.nextPageToken(),
            page.done());
      }
      default ->
          throw ApiFailure.invalid(
              "follow", "follow is '" + request.parameter("follow") + "'; expected true or false.");
    };
  }

  /** Ends the answers that would go on as long as their jobs, so that clients ask anew. */
  @Override
  public void close() {
    closed.set(true);
  }
}
