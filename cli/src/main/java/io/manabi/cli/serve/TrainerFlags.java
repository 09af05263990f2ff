package io.manabi.cli.serve;

import io.manabi.cli.train.TrainerProgram;
import io.manabi.control.programs.PackageStore;
import io.manabi.control.programs.Programs;
import io.manabi.control.programs.PythonEnvironments;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.core.ManabiException;
import io.manabi.jobs.processes.TaskUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What trainers find, and who they are. */
final class TrainerFlags {
  @Option(
      names = "--python-requirements",
      paramLabel = "[VERSION=]FILE",
      description = {
        "What trainers in Python find beside what their packages ask for, such as TensorFlow, in"
            + " pip's format; with a version, those whose runtimeVersion it is (default:"
            + " nothing). Can be given several times.",
        "Each set of packages gets an environment of its own, made by uv if that is on the PATH,"
            + " which is much faster, or else by python3 -m venv and pip."
      })
  private List<String> requirements = List.of();

  @Option(
      names = "--task-user",
      paramLabel = "NAME",
      description =
          "The user that trainers run as, which needs a server of root's (default: the user of the"
              + " server). Packages of theirs must then be uploaded, and jobDir be a folder where"
              + " that user can write.")
  private @Nullable String taskUser;

  /**
   * Who trainers run as, if not this user.
   *
   * @param folder where all is that they need
   * @throws ManabiException if that cannot be, or the folder is closed to that user
   */
  Optional<TaskUser> user(Path folder) {
    Optional<TaskUser> user = Optional.ofNullable(taskUser).map(TaskUser::named);
    user.ifPresent(other -> other.requireEntry(folder));
    return user;
  }

  /** What jobs can run, with their files in the server's folder. */
  Programs programs(Path folder) {
    PackageStore packages = new PackageStore(folder.resolve("packages"));
    return new Programs(
        packages,
        (jars, main, args) -> new TrainerProgram(main, jars, List.of(), args).command(),
        new PythonEnvironments(
            folder.resolve("environments"), packages, pythonRequirements(), System.getenv()),
        taskUser != null);
  }

  private PythonRequirements pythonRequirements() {
    Map<String, Path> byVersion = new HashMap<>();
    Optional<Path> usual = Optional.empty();
    for (String each : requirements) {
      int end = each.matches("\\d+(\\.\\d+)*=.*") ? each.indexOf('=') : -1;
      Path file = Path.of(each.substring(end + 1)).toAbsolutePath().normalize();
      if (!Files.isReadable(file)) {
        throw ManabiException.user(
            "--python-requirements names " + file + ", which is no file that can be read.");
      }
      if (end < 0) {
        usual = Optional.of(file);
      } else {
        byVersion.put(each.substring(0, end), file);
      }
    }
    return new PythonRequirements(usual, byVersion);
  }
}
