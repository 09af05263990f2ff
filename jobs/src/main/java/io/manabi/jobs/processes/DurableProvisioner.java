package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Starts tasks that go on without this process. */
final class DurableProvisioner extends LocalProvisioner {
  private static final Pattern REFERENCE = Pattern.compile("[a-z]+-\\d+-[0-9a-f-]{36}");

  private final Path folder;
  private final long mostLogBytes;
  private final Optional<TaskUser> user;
  private final MemoryWatch memory = new MemoryWatch();

  DurableProvisioner(Path folder, long mostLogBytes, Optional<TaskUser> user) {
    this.folder = folder;
    this.mostLogBytes = mostLogBytes;
    this.user = user;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public TaskHandle start(TaskSpec spec, String reference) {
    requireTools();
    if (!Program.existsAnywhere(spec.command().get(0))) {
      throw Program.missing(spec);
    }
    LogFile log = LogFile.atEnd(spec.log().toAbsolutePath());
    TaskFolder kept = folder(reference);
    kept.prepare(spec, log);
    handOver(spec, kept);
    ProcessBuilder builder =
        new ProcessBuilder(
            kept.command(user.map(other -> other.command(spec.command())).orElse(spec.command())));
    builder.directory(kept.work().toFile());
    TaskEnvironment.clean(builder.environment());
    user.ifPresent(other -> other.fill(builder.environment(), kept.work()));
    TaskEnvironment.fill(builder.environment(), spec, reference, false);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    Process shell;
    try {
      shell = builder.start();
    } catch (IOException e) {
      forget(reference);
      throw Program.cannotStart(spec, e);
    }
    kept.awaitBegin(shell::isAlive);
    if (!shell.isAlive() && kept.programId().isEmpty()) {
      forget(reference);
      throw ManabiException.resources(
          "Cannot start task "
              + spec.task()
              + ": its shell ended at once; see "
              + log.path()
              + ".");
    }
    return watched(
        DurableTask.started(spec.task(), kept, new KeptLog(log, mostLogBytes), shell),
        spec.terms().memoryMebibytes(spec.task()));
  }

  /** Makes the folders of a task, and gives its user what it writes. */
  private void handOver(TaskSpec spec, TaskFolder kept) {
    List<Path> given = new ArrayList<>(spec.terms().folders());
    try {
      for (Path each : given) {
        Files.createDirectories(each);
      }
      if (user.isPresent()) {
        given.addAll(List.of(kept.work(), spec.log()));
        for (Path each : given) {
          user.get().own(each);
        }
      }
    } catch (IOException e) {
      forget(kept.path().getFileName().toString());
      throw AtomicFiles.cannotWrite(given.toString(), e);
    }
  }

  private DurableTask watched(DurableTask task, OptionalLong memoryMebibytes) {
    memoryMebibytes.ifPresent(
        most -> {
          memory.add(task.reference(), most, task::killFor);
          Object unused = task.end().thenRun(() -> memory.remove(task.reference()));
        });
    return task;
  }

  private static void requireTools() {
    if (!Program.exists("setsid") || !MarkedProcesses.areVisible()) {
      throw ManabiException.user(
          "Tasks that outlive their server need Linux with /proc and the command setsid (package"
              + " util-linux); install it or run the server elsewhere.");
    }
  }

  @Override
  public Optional<TaskHandle> adopt(String reference) {
    requireTools();
    TaskFolder kept = folder(reference);
    return kept.found()
        .map(
            task ->
                watched(
                    DurableTask.adopted(
                        new Task(task.role(), task.index()),
                        kept,
                        new KeptLog(
                            new LogFile(Path.of(task.log()), task.logStart()), mostLogBytes)),
                    Stream.ofNullable(task.memoryMebibytes())
                        .mapToLong(Long::longValue)
                        .findAny()));
  }

  @Override
  public void forget(String reference) {
    TaskFolder kept = folder(reference);
    Path path = kept.path();
    try {
      if (user.isPresent() && Files.exists(kept.work())) {
        // So that nobody puts links to other folders there while it is deleted.
        Files.setAttribute(kept.work(), "unix:uid", 0);
        Files.setPosixFilePermissions(kept.work(), PosixFilePermissions.fromString("rwx------"));
      }
      AtomicFiles.deleteTree(path);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(path, e);
    }
  }

  private TaskFolder folder(String reference) {
    if (!REFERENCE.matcher(reference).matches()) {
      throw ManabiException.user(
          "'" + reference + "' is no reference of a process of this machine.");
    }
    return new TaskFolder(folder.resolve(reference));
  }
}
