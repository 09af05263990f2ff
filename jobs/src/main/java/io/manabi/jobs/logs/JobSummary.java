package io.manabi.jobs.logs;

import io.manabi.jobs.JobState;
import java.time.Instant;
import java.util.Optional;

/**
 * What has become of a job, as its log tells it.
 *
 * @param created when it was asked for
 * @param started when its tasks had been started, if they have been
 * @param ended when it ended, if it has
 * @param state how far it is
 * @param error why it failed, if it did
 */
public record JobSummary(
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    JobState state,
    Optional<String> error) {}
