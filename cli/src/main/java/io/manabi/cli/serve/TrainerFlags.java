package io.manabi.cli.serve;

import io.manabi.cli.train.TrainerProgram;
import io.manabi.control.programs.PackageStore;
import io.manabi.control.programs.Programs;
import io.manabi.control.programs.PythonEnvironments;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.processes.TaskUser;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What trainers find, and who they are. */
final class TrainerFlags {
  /**
   * Folders in which tasks have files that they must reach, of which nobody else knows the names.
   */
  private static final List<String> OF_TASKS = List.of("jobs", "packages", "tasks");

  private static final List<String> OF_SERVER = List.of("models", "serving");

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
   * Who trainers run as, if not this user. What is the server's own is closed to that one.
   *
   * @param folder where all is, with the database
   * @throws ManabiException if that cannot be, or the folder is closed to that user
   */
  Optional<TaskUser> user(Path folder) {
    Optional<TaskUser> user = Optional.ofNullable(taskUser).map(TaskUser::named);
    user.ifPresent(
        other -> {
          closeToOthers(folder);
          other.requireEntry(folder);
        });
    return user;
  }

  private static void closeToOthers(Path folder) {
    try {
      for (String each : OF_TASKS) {
        allow(Files.createDirectories(folder.resolve(each)), "rwx--x--x");
      }
      for (String each : OF_SERVER) {
        allow(Files.createDirectories(folder.resolve(each)), "rwx------");
      }
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, file -> Files.isRegularFile(file))) {
        for (Path file : files) {
          allow(file, "rw-------");
        }
      }
      allow(folder, "rwx--x--x");
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
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

  PythonRequirements pythonRequirements() {
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
