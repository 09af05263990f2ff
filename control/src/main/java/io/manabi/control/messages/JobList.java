package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of jobs: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs/list">projects.jobs.list</a>.
 *
 * @param jobs the latest first
 * @param nextPageToken what to ask the next page with; none on the last
 */
public record JobList(List<Job> jobs, @Nullable String nextPageToken) {}
