package io.manabi.control.jobs;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.programs.KeptPackage;
import io.manabi.control.programs.LocalPaths;
import io.manabi.control.programs.Program;
import io.manabi.control.programs.Programs;
import io.manabi.jobs.JobSpec;
import io.manabi.jobs.TaskTerms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes of what a client asks for what is run. */
final class TrainingCommand {
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:\\.\\d{1,9})?s");
  private static final int RESTARTS = 3;
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Tiers tiers;
  private final Programs programs;
  private final Path folder;

  /**
   * What all jobs share.
   *
   * @param folder where each job has its own
   */
  TrainingCommand(Tiers tiers, Programs programs, Path folder) {
    this.tiers = tiers;
    this.programs = programs;
    this.folder = folder;
  }

  /** Where the job has what is its own. */
  Path folder(JobName name) {
    return folder.resolve(name.project()).resolve(name.id());
  }

  /**
   * What the job takes.
   *
   * @throws ApiFailure if there is not what it asks for
   */
  Demand demand(TrainingInput input) {
    return tiers.demand(tiers.tasks(input));
  }

  /** What a job that has been accepted takes, also if there is no longer what it asks for. */
  Demand demandOfAccepted(TrainingInput input) {
    try {
      return demand(input);
    } catch (ApiFailure e) {
      return new Demand(1, 0, 0);
    }
  }

  /**
   * How long the job may run, if that is bounded.
   *
   * @throws ApiFailure if it is told wrongly
   */
  static Optional<Duration> mostRunningTime(TrainingInput input) {
    String text = input.scheduling() == null ? null : input.scheduling().maxRunningTime();
    return duration("maxRunningTime", text);
  }

  /**
   * How long the job may wait for its turn, if that is bounded.
   *
   * @throws ApiFailure if it is told wrongly
   */
  static Optional<Duration> mostWaitTime(TrainingInput input) {
    String text = input.scheduling() == null ? null : input.scheduling().maxWaitTime();
    return duration("maxWaitTime", text);
  }

  private static Optional<Duration> duration(String field, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher matcher = SECONDS.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw ApiFailure.invalid(
          "trainingInput.scheduling."
              + field
              + " is '"
              + text
              + "'; expected seconds with an s behind, such as 3600s.");
    }
    return Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))));
  }

  /** Keeps what comes under a name; returns the URI by which inputs name it. */
  String upload(String name, InputStream content) throws IOException {
    return programs.upload(name, content);
  }

  /**
   * Keeps the packages of a job as they are now.
   *
   * @throws ApiFailure if the input says no program that can be run
   */
  List<KeptPackage> keep(JobName name, TrainingInput input) {
    Object unused = jobDir(name, input);
    return programs.keep(input);
  }

  /**
   * What is run.
   *
   * @throws ApiFailure if the input does not say it
   */
  Plan plan(JobRow row) {
    JobName name = row.name();
    TrainingInput input = row.input();
    Tasks tasks = tiers.tasks(input);
    List<String> args = new ArrayList<>(requireNonNullElse(input.args(), List.of()));
    Path output = jobDir(name, input);
    args.addAll(List.of("--job-dir", output.toString()));
    Program program = programs.program(input, row.packages(), args);
    JobSpec spec =
        new JobSpec(
            name.id(),
            program.command(),
            tasks.workerCount(),
            tasks.parameterServerCount(),
            logs(name),
            JobSpec.Restarts.upTo(RESTARTS),
            GRACE);
    TaskTerms terms =
        new TaskTerms(
            isChief(input, program.environment().isPresent()),
            tiers.memoryMebibytes(tasks),
            // Another folder is the client's own.
            input.jobDir() == null ? List.of(output) : List.of(),
            Map.of());
    return new Plan(spec.with(terms), program.environment());
  }

  /** The folder of its logs. */
  Path logs(JobName name) {
    return folder(name).resolve("logs");
  }

  /** Without one of its own it is beside the logs, and made for the tasks. */
  Path jobDir(JobName name, TrainingInput input) {
    return input.jobDir() == null
        ? folder(name).resolve("output")
        : LocalPaths.of("jobDir", input.jobDir());
  }

  /**
   * Whether TF_CONFIG calls the master the chief: TensorFlow 2 knows no master, which Cloud ML
   * Engine's runtimes below 2.0 told programs in Python.
   */
  private static boolean isChief(TrainingInput input, boolean isPython) {
    return input.useChiefInTfConfig() != null
        ? input.useChiefInTfConfig()
        : isPython && !requireNonNullElse(input.runtimeVersion(), "").matches("[01]\\..*");
  }
}
