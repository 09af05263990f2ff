package io.manabi.control;

import static java.util.Objects.requireNonNull;

import io.manabi.control.jobs.JobService;
import io.manabi.core.ManabiException;
import io.manabi.web.ServerSettings;

/** What a control server needs to know before it starts. */
public final class ControlServerBuilder extends ServerSettings<ControlServerBuilder> {
  private final JobService jobs;

  ControlServerBuilder(JobService jobs) {
    this.jobs = requireNonNull(jobs, "jobs");
  }

  @Override
  protected ControlServerBuilder self() {
    return this;
  }

  JobService jobs() {
    return jobs;
  }

  /**
   * A server that does not listen yet.
   *
   * @throws ManabiException if the host is unknown, or anybody could use the server and that was
   *     not asked for
   */
  public ControlServer build() {
    return new ControlServer(this);
  }
}
