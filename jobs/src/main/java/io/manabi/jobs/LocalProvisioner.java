package io.manabi.jobs;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs each task of a job as a process of this machine. */
public final class LocalProvisioner {
  /**
   * Set to 1 for each task: its standard input is a pipe that nobody writes to and that ends when
   * this process does, however that happens. A trainer of ours then ends too.
   */
  private static final String EXIT_WITH_STDIN = "MANABI_EXIT_WITH_STDIN";

  private LocalProvisioner() {}

  /**
   * Starts a job.
   *
   * @param spec the job
   * @param listener hears of its tasks
   * @return the job, which the caller closes
   * @throws io.manabi.core.ManabiException if a task cannot be started; then none is left
   */
  public static RunningJob start(JobSpec spec, JobListener listener) {
    TfConfig config = TfConfig.onLoopback(spec.tasks());
    Map<Task, Process> processes = new LinkedHashMap<>();
    try {
      Files.createDirectories(spec.logDirectory());
      for (Task task : spec.tasks()) {
        processes.put(task, start(spec, task, config));
      }
    } catch (IOException e) {
      processes.values().forEach(Process::destroyForcibly);
      throw AtomicFiles.cannotWrite(spec.logDirectory(), e);
    }
    return new RunningJob(spec, processes, listener);
  }

  private static Process start(JobSpec spec, Task task, TfConfig config) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    builder.environment().put("TF_CONFIG", config.json(task));
    builder.environment().put(EXIT_WITH_STDIN, "1");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log(task).toFile()));
    return builder.start();
  }
}
