package io.manabi.control.jobs;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.ReplicaConfig;
import io.manabi.control.messages.TrainingInput;
import io.manabi.jobs.JobSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final Trainers trainers;
  private final Path folder;

  /**
   * What all jobs share.
   *
   * @param folder where each job has its own
   */
  TrainingCommand(Tiers tiers, Trainers trainers, Path folder) {
    this.tiers = tiers;
    this.trainers = trainers;
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

  /**
   * What is run.
   *
   * @throws ApiFailure if the input does not say it
   */
  JobSpec spec(JobName name, TrainingInput input) {
    Tasks tasks = tiers.tasks(input);
    return new JobSpec(
        name.id(),
        command(name, input),
        tasks.workerCount(),
        tasks.parameterServerCount(),
        folder(name).resolve("logs"),
        JobSpec.Restarts.upTo(RESTARTS),
        GRACE);
  }

  private List<String> command(JobName name, TrainingInput input) {
    List<String> args = new ArrayList<>(requireNonNullElse(input.args(), List.of()));
    args.add("--job-dir");
    args.add(jobDir(name, input).toString());
    ReplicaConfig config = input.masterConfig();
    if (config != null && config.containerCommand() != null) {
      if (input.pythonModule() != null || input.packageUris() != null) {
        throw ApiFailure.invalid(
            "trainingInput has both masterConfig.containerCommand and a module; give one of them.");
      }
      return containerCommand(config, args);
    }
    List<String> packages = requireNonNullElse(input.packageUris(), List.of());
    if (input.pythonModule() == null || packages.isEmpty()) {
      throw ApiFailure.invalid(
          "trainingInput says no program; give packageUris with jars and pythonModule with their"
              + " main class, or masterConfig.containerCommand.");
    }
    List<Path> jars = new ArrayList<>();
    for (String uri : packages) {
      if (!uri.endsWith(".jar")) {
        throw new ApiFailure(
            ErrorStatus.UNIMPLEMENTED,
            "trainingInput.packageUris has "
                + uri
                + "; this server runs jars, and other programs by masterConfig.containerCommand.");
      }
      jars.add(existing(uri));
    }
    return trainers.command(jars, input.pythonModule(), args);
  }

  private static List<String> containerCommand(ReplicaConfig config, List<String> args) {
    List<String> command =
        new ArrayList<>(requireNonNullElse(config.containerCommand(), List.of()));
    if (command.isEmpty()) {
      throw ApiFailure.invalid(
          "trainingInput.masterConfig.containerCommand is empty; give a program.");
    }
    command.addAll(requireNonNullElse(config.containerArgs(), List.of()));
    command.addAll(args);
    return command;
  }

  private Path jobDir(JobName name, TrainingInput input) {
    return input.jobDir() == null
        ? folder(name).resolve("output")
        : local("jobDir", input.jobDir());
  }

  private static Path existing(String uri) {
    Path file = local("packageUris", uri);
    if (!Files.isRegularFile(file)) {
      throw ApiFailure.invalid(
          "trainingInput.packageUris names " + file + ", which is no file that this server sees.");
    }
    return file;
  }

  private static Path local(String field, String uri) {
    try {
      boolean isFile = uri.startsWith("file:");
      Path path = isFile ? Path.of(new URI(uri)) : Path.of(uri);
      if (path.isAbsolute() && (isFile || !uri.contains("://"))) {
        return path.normalize();
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // The sentence below says it.
    }
    throw ApiFailure.invalid(
        "trainingInput."
            + field
            + " has '"
            + uri
            + "'; expected an absolute path that this server sees.");
  }
}
