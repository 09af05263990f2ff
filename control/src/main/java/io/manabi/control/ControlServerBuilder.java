package io.manabi.control;

import static java.util.Objects.requireNonNull;

import io.manabi.control.jobs.JobService;
import io.manabi.web.ServerSettings;

/** What a control server needs to know before it starts. */
public final class ControlServerBuilder {
  private final JobService jobs;

  ControlServerBuilder(JobService jobs) {
    this.jobs = requireNonNull(jobs, "jobs");
  }

  JobService jobs() {
    return jobs;
  }

  /**
   * Makes the control server.
   *
   * @param settings of the server that it is to be a part of
   */
  public ControlServer build(ServerSettings<?> settings) {
    return new ControlServer(this, settings);
  }
}
