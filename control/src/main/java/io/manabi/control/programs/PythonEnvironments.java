package io.manabi.control.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.core.ManabiException;
import io.manabi.core.Sha256;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The virtual environments of programs in Python: one for each set of packages, requirements and
 * version of Python, kept and shared among jobs. They lie where they were made, for they cannot be
 * moved.
 */
public final class PythonEnvironments {
  private static final Pattern VERSION = Pattern.compile("\\d{1,2}(\\.\\d{1,3}){0,2}");

  /** Where packages come from is told by these; they may have passwords, so no task gets them. */
  private static final Pattern INSTALLERS = Pattern.compile("(PIP|UV)_.*");

  private static final int DIGITS = 24;
  private static final String MOST_SECONDS = "1800";

  private final Path folder;
  private final PackageStore packages;
  private final PythonRequirements requirements;
  private final Map<String, String> variables;
  private final String script = script();

  /**
   * Environments in a folder.
   *
   * @param folder where they are; made with the first one
   * @param packages where files of programs are
   * @param requirements what they have beside that
   * @param variables those of this process
   */
  public PythonEnvironments(
      Path folder,
      PackageStore packages,
      PythonRequirements requirements,
      Map<String, String> variables) {
    this.folder = folder.toAbsolutePath().normalize();
    this.packages = packages;
    this.requirements = requirements;
    this.variables =
        variables.entrySet().stream()
            .filter(each -> INSTALLERS.matcher(each.getKey()).matches())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String script() {
    try (InputStream in = PythonEnvironments.class.getResourceAsStream("environment.sh")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw ManabiException.internal("The script that makes environments cannot be read.", e);
    }
  }

  /**
   * Checks the versions that a job asks for.
   *
   * @param pythonVersion that of Python, if it does
   * @param runtimeVersion that of the runtime, if it does
   * @throws ApiFailure if there are none such here
   */
  void require(@Nullable String pythonVersion, @Nullable String runtimeVersion) {
    if (pythonVersion != null && !VERSION.matcher(pythonVersion).matches()) {
      throw ApiFailure.invalid(
          "trainingInput.pythonVersion is '" + pythonVersion + "'; expected one such as 3.11.");
    }
    Object unused = requirements.of(runtimeVersion);
  }

  /**
   * The environment of some packages, which need not be made yet. Whether there is the Python that
   * is asked for only turns out where it is made.
   *
   * @param kept the packages, in the order in which they are installed
   * @param pythonVersion the first numbers of the version; null for that of the command python3
   * @param runtimeVersion that of the runtime, if the job names one
   * @throws ApiFailure if this server has no such runtime
   * @throws ManabiException if its requirements cannot be read
   */
  PythonEnvironment of(
      List<KeptPackage> kept, @Nullable String pythonVersion, @Nullable String runtimeVersion) {
    String version = requireNonNullElse(pythonVersion, "");
    Optional<Path> file = requirements.of(runtimeVersion);
    List<String> parts = new ArrayList<>(List.of(version, file.map(this::read).orElse("")));
    kept.forEach(each -> parts.add(each.digest() + "/" + each.name()));
    Path environment = folder.resolve("python-" + digest(parts));
    List<String> making =
        new ArrayList<>(
            List.of(
                "timeout",
                "--kill-after=10",
                MOST_SECONDS,
                "sh",
                "-c",
                script,
                environment.toString(),
                version,
                file.map(Path::toString).orElse("")));
    kept.forEach(each -> making.add(packages.path(each).toString()));
    return new PythonEnvironment(environment, making, variables);
  }

  /**
   * Deletes environments in which no task has been started for a while, but for those that are
   * needed. One that a job is about to use is left, or made anew by it: both have its lock.
   *
   * @param needed folders of those, or files in them
   * @param unused how long nobody must have used one, in whole days
   * @return how many were deleted
   * @throws ManabiException if one cannot be deleted
   */
  int collect(Set<Path> needed, Duration unused) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    int deleted = 0;
    try (DirectoryStream<Path> made = Files.newDirectoryStream(folder, "python-*")) {
      for (Path environment : made) {
        if (Files.isDirectory(environment)
            && needed.stream().noneMatch(each -> each.startsWith(environment))
            && delete(environment, unused)) {
          deleted++;
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
    return deleted;
  }

  /** Java's locks are none for the shell that makes environments. */
  private static boolean delete(Path environment, Duration unused) throws IOException {
    Process process =
        new ProcessBuilder(
                "flock",
                "--nonblock",
                environment + ".lock",
                "sh",
                "-c",
                "[ -z \"$(find \"$0/complete\" -mtime -\"$1\")\" ] && rm -rf \"$0\"",
                environment.toString(),
                Long.toString(unused.toDays()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.onExit().join();
    return !Files.exists(environment);
  }

  private String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static String digest(List<String> parts) {
    // Names and versions have no zeros.
    return Sha256.hex(String.join("\0", parts)).substring(0, DIGITS);
  }
}
