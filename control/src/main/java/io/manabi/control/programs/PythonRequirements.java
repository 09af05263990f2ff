package io.manabi.control.programs;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What programs in Python find installed beside what they ask for: the files of requirements of
 * runtime versions, as Cloud ML Engine had TensorFlow there, which packages do not ask for.
 *
 * @param usual for jobs that name no runtime version, or one without a file of its own
 * @param byVersion those of runtime versions
 */
public record PythonRequirements(Optional<Path> usual, Map<String, Path> byVersion) {
  /** Programs find only what they ask for. */
  public static final PythonRequirements NONE = new PythonRequirements(Optional.empty(), Map.of());

  /** Keeps what is there now. */
  public PythonRequirements {
    byVersion = Map.copyOf(byVersion);
  }

  /**
   * The file for a job.
   *
   * @param runtimeVersion what it asks for, if it does
   * @return the file; empty if a program only finds what it asks for
   * @throws ApiFailure if only other versions have files
   */
  Optional<Path> of(@Nullable String runtimeVersion) {
    String version = requireNonNullElse(runtimeVersion, "");
    Optional<Path> found = Optional.ofNullable(byVersion.get(version)).or(() -> usual);
    if (found.isEmpty() && !byVersion.isEmpty()) {
      throw ApiFailure.invalid(
          "trainingInput.runtimeVersion is '"
              + version
              + "'; this server has "
              + String.join(", ", new TreeMap<>(byVersion).keySet())
              + ".");
    }
    return found;
  }
}
