package io.manabi.cli.jobs;

import io.manabi.cli.cloud.ApiClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How the log of a job is shown. */
public final class LogOptions {
  @Option(
      names = "--task-name",
      paramLabel = "NAME",
      description = "Only the lines of this task, as worker-replica-1.")
  private @Nullable String taskName;

  @Option(
      names = "--allow-multiline-logs",
      description =
          "Show lines that belong together, as those of a stack trace, without the time"
              + " and the task before each.")
  private boolean multiline;

  @Option(
      names = "--polling-interval",
      hidden = true,
      paramLabel = "SECONDS",
      description = "Taken for gcloud's sake: the server sends lines as they come.")
  private int unusedPollingInterval;

  /** The log of a job. */
  LogStream stream(ApiClient api, String job, CommandSpec command) {
    return new LogStream(
        api,
        job,
        new LogPrinter(command.commandLine().getOut(), Optional.ofNullable(taskName), multiline),
        command.commandLine().getErr(),
        LogStream.SILENCE);
  }
}
