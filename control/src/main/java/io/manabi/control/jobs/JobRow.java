package io.manabi.control.jobs;

import io.manabi.control.messages.Etag;
import io.manabi.control.messages.Job;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.messages.TrainingOutput;
import io.manabi.control.programs.KeptPackage;
import io.manabi.jobs.JobProgress;
import io.manabi.jobs.JobState;
import io.manabi.jobs.logs.JobSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as the database has it.
 *
 * @param name its full name
 * @param input what is to be trained
 * @param packages the files of its program, in their order
 * @param labels what its owner sorts jobs by
 * @param state how far it is
 * @param times when it was created, started and ended
 * @param error why it failed; empty if it did not
 * @param revision counts its changes
 * @param progress what there is to know of its tasks, once they are about to be started
 * @param place where its tasks run, once it was told to start; empty before
 */
record JobRow(
    JobName name,
    TrainingInput input,
    List<KeptPackage> packages,
    Map<String, String> labels,
    JobState state,
    Times times,
    String error,
    long revision,
    Optional<JobProgress> progress,
    String place) {

  /**
   * When what happened.
   *
   * @param created when it was asked for
   * @param started when its tasks were started, if they have been
   * @param ended when it ended, if it has
   */
  record Times(Instant created, Optional<Instant> started, Optional<Instant> ended) {}

  /** How urgent it is. */
  int priority() {
    return input.scheduling() == null || input.scheduling().priority() == null
        ? 0
        : input.scheduling().priority();
  }

  /** The same in another state. */
  JobRow in(JobState other) {
    return new JobRow(
        name, input, packages, labels, other, times, error, revision, progress, place);
  }

  /** The same in another state for a reason. */
  JobRow in(JobState other, String reason) {
    return new JobRow(
        name, input, packages, labels, other, times, reason, revision, progress, place);
  }

  /** The same, whose tasks run there or are to be started there. */
  JobRow at(String where) {
    return new JobRow(
        name, input, packages, labels, state, times, error, revision, progress, where);
  }

  /** The same, whose tasks have been started. */
  JobRow startedAt(Instant time) {
    Times started = new Times(times.created(), Optional.of(time), times.ended());
    return new JobRow(
        name, input, packages, labels, state, started, error, revision, progress, place);
  }

  /** The same after its end; what there was to know of its tasks is no longer kept. */
  JobRow ended(JobState end, Instant time, String reason) {
    Times ended = new Times(times.created(), times.started(), Optional.of(time));
    return new JobRow(
        name, input, packages, labels, end, ended, reason, revision, Optional.empty(), place);
  }

  /** The same with this to know of its tasks. */
  JobRow with(JobProgress now) {
    return new JobRow(
        name, input, packages, labels, state, times, error, revision, Optional.of(now), place);
  }

  /** The same with other labels. */
  JobRow with(Map<String, String> otherLabels) {
    return new JobRow(
        name, input, packages, otherLabels, state, times, error, revision, progress, place);
  }

  /** As its log tells it. */
  JobSummary summary() {
    Optional<String> reason = Optional.of(error).filter(text -> !text.isEmpty());
    return new JobSummary(times.created(), times.started(), times.ended(), state, reason);
  }

  /** As clients are told it. */
  Job toJob(double processorHours) {
    return new Job(
        name.id(),
        input,
        times.started().isPresent() ? new TrainingOutput(processorHours) : null,
        times.created().toString(),
        times.started().map(Instant::toString).orElse(null),
        times.ended().map(Instant::toString).orElse(null),
        state.name(),
        error.isEmpty() ? null : error,
        labels.isEmpty() ? null : labels,
        Etag.of(revision));
  }
}
