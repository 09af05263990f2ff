package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.Task;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Starts tasks that go on without this process. */
final class DurableProvisioner extends LocalProvisioner {
  private static final Pattern REFERENCE = Pattern.compile("[a-z]+-\\d+-[0-9a-f-]{36}");

  private final Path folder;
  private final long mostLogBytes;

  DurableProvisioner(Path folder, long mostLogBytes) {
    this.folder = folder;
    this.mostLogBytes = mostLogBytes;
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public TaskHandle start(TaskSpec spec, String reference) {
    requireTools();
    if (!Program.exists(spec.command().get(0))) {
      throw Program.missing(spec);
    }
    LogFile log = LogFile.atEnd(spec.log().toAbsolutePath());
    TaskFolder kept = folder(reference);
    kept.prepare(spec, log);
    ProcessBuilder builder = new ProcessBuilder(kept.command(spec.command()));
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
    return DurableTask.started(spec.task(), kept, new KeptLog(log, mostLogBytes), shell);
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
                DurableTask.adopted(
                    new Task(task.role(), task.index()),
                    kept,
                    new KeptLog(new LogFile(Path.of(task.log()), task.logStart()), mostLogBytes)));
  }

  @Override
  public void forget(String reference) {
    Path path = folder(reference).path();
    try {
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
