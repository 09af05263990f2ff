package io.manabi.control.programs;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ReplicaConfig;
import io.manabi.control.messages.TrainingInput;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of what a client asks for the program that is run: a command of {@code
 * masterConfig.containerCommand}, a class of jars, or a module of packages of Python.
 */
public final class Programs {
  /** A client that has uploaded a package may name it for so long. */
  private static final Duration UNUSED_PACKAGES = Duration.ofDays(30);

  /** They are large, and made again when they are needed. */
  private static final Duration UNUSED_ENVIRONMENTS = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(Programs.class);

  private static final Pattern MODULE =
      Pattern.compile("[\\p{L}_$][\\p{L}\\d_$]*(\\.[\\p{L}_$][\\p{L}\\d_$]*)*");

  private final PackageStore packages;
  private final Trainers trainers;
  private final PythonEnvironments environments;
  private final boolean uploadedOnly;

  /**
   * What all programs share.
   *
   * @param packages where their files are kept
   * @param trainers how those in Java are started
   * @param environments where those in Python run
   * @param uploadedOnly whether packages must have been uploaded, for tasks are another user, who
   *     may not read what this server can
   */
  public Programs(
      PackageStore packages,
      Trainers trainers,
      PythonEnvironments environments,
      boolean uploadedOnly) {
    this.packages = packages;
    this.trainers = trainers;
    this.environments = environments;
    this.uploadedOnly = uploadedOnly;
  }

  /**
   * Keeps a package for training inputs to name.
   *
   * @param name what it is called
   * @param content the file, which the caller closes
   * @return its URI
   * @throws ApiFailure if a package cannot be called so
   * @throws IOException if it cannot be read
   */
  public String upload(String name, InputStream content) throws IOException {
    return packages.path(packages.receive(name, content)).toUri().toString();
  }

  /**
   * Keeps the packages of a job as they are now.
   *
   * @return them, in the order of the input; none for a command
   * @throws ApiFailure if the input says no program, or names a package that is not there
   * @throws ManabiException if a package cannot be read, or the copy not written
   */
  public List<KeptPackage> keep(TrainingInput input) {
    if (container(input).isPresent()) {
      return List.of();
    }
    List<Path> files = files(input);
    long jars = files.stream().filter(file -> file.toString().endsWith(".jar")).count();
    if (jars > 0 && jars < files.size()) {
      throw ApiFailure.invalid(
          "trainingInput.packageUris has jars beside packages of Python; give either.");
    }
    if (jars == 0) {
      environments.require(input.pythonVersion(), input.runtimeVersion());
    }
    return files.stream().map(packages::keep).toList();
  }

  /**
   * The program of a job.
   *
   * @param kept its packages
   * @param args what the program gets
   * @throws ApiFailure if it cannot be run here, which may have been otherwise when it was accepted
   */
  public Program program(TrainingInput input, List<KeptPackage> kept, List<String> args) {
    Optional<ReplicaConfig> container = container(input);
    if (container.isPresent()) {
      return new Program(containerCommand(container.get(), args), Optional.empty());
    }
    String module = requireNonNull(input.pythonModule());
    if (kept.get(0).isJar()) {
      List<Path> jars = kept.stream().map(packages::path).toList();
      return new Program(trainers.command(jars, module, args), Optional.empty());
    }
    PythonEnvironment environment =
        environments.of(kept, input.pythonVersion(), input.runtimeVersion());
    List<String> command = new ArrayList<>(List.of(environment.python().toString(), "-m", module));
    command.addAll(args);
    return new Program(command, Optional.of(environment));
  }

  /**
   * Deletes packages and environments that nobody has used for a while.
   *
   * @param packagesOfJobs those of all jobs that have not ended
   * @param commands what tasks of these run already
   * @throws ManabiException if one cannot be deleted
   */
  public void collect(Set<KeptPackage> packagesOfJobs, Set<String> commands) {
    int ofPackages = packages.collect(packagesOfJobs, UNUSED_PACKAGES);
    int ofEnvironments =
        environments.collect(
            commands.stream().map(Path::of).collect(Collectors.toSet()), UNUSED_ENVIRONMENTS);
    if (ofPackages + ofEnvironments > 0) {
      LOG.info("{} packages and {} environments were deleted", ofPackages, ofEnvironments);
    }
  }

  /** What tells a command, if the input has one. */
  private static Optional<ReplicaConfig> container(TrainingInput input) {
    @Nullable ReplicaConfig config = input.masterConfig();
    if (config == null || config.containerCommand() == null) {
      return Optional.empty();
    }
    if (input.pythonModule() != null || input.packageUris() != null) {
      throw ApiFailure.invalid(
          "trainingInput has both masterConfig.containerCommand and a module; give one of them.");
    }
    if (config.containerCommand().isEmpty()) {
      throw ApiFailure.invalid(
          "trainingInput.masterConfig.containerCommand is empty; give a program.");
    }
    return Optional.of(config);
  }

  private static List<String> containerCommand(ReplicaConfig config, List<String> args) {
    List<String> command = new ArrayList<>(requireNonNull(config.containerCommand()));
    command.addAll(requireNonNullElse(config.containerArgs(), List.of()));
    command.addAll(args);
    return command;
  }

  private List<Path> files(TrainingInput input) {
    List<String> uris = requireNonNullElse(input.packageUris(), List.of());
    if (input.pythonModule() == null || uris.isEmpty()) {
      throw ApiFailure.invalid(
          "trainingInput says no program; give packageUris with packages of Python or jars and"
              + " pythonModule with their module or main class, or masterConfig.containerCommand.");
    }
    if (!MODULE.matcher(input.pythonModule()).matches()) {
      throw ApiFailure.invalid(
          "trainingInput.pythonModule is '"
              + input.pythonModule()
              + "'; expected a module or main class such as trainer.task.");
    }
    return uris.stream().map(this::existing).toList();
  }

  private Path existing(String uri) {
    Path file = LocalPaths.of("packageUris", uri);
    KeptPackage.requireName(String.valueOf(file.getFileName()));
    if (uploadedOnly && !packages.contains(file)) {
      throw ApiFailure.invalid(
          "trainingInput.packageUris names "
              + file
              + "; this server takes only packages that were uploaded to it, by"
              + " projects/PROJECT:uploadPackage.");
    }
    if (!Files.isRegularFile(file)) {
      throw ApiFailure.invalid(
          "trainingInput.packageUris names " + file + ", which is no file that this server sees.");
    }
    return file;
  }
}
