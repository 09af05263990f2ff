package io.manabi.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.cli.cloud.ApiClient;
import io.manabi.cli.cloud.FormatOption;
import io.manabi.cli.cloud.LabelOptions;
import io.manabi.cli.cloud.ListOptions;
import io.manabi.cli.cloud.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands about jobs of a server. */
@Command(
    name = "jobs",
    description = "Submit jobs to a server (manabi up), and see how they go.",
    subcommands = SubmitCommand.class)
public final class JobsCommand {
  private static final String JOB = "The name of the job.";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  /** The path of a job below its project. */
  static String path(String job) {
    return "jobs/" + ApiClient.escaped(job);
  }

  @Command(name = "list", description = "List jobs, the newest first.")
  void list(@Mixin ServerOptions server, @Mixin ListOptions options) {
    options.print(
        server.connect().list("jobs", "jobs", options.pageSize()),
        "table(jobId, state:label=STATUS, createTime.date(tz=LOCAL):label=CREATED)");
  }

  @Command(name = "describe", description = "Show all of a job.")
  void describe(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Parameters(paramLabel = "JOB", description = JOB) String job) {
    format.print(server.connect().get(path(job)));
  }

  @Command(name = "cancel", description = "Cancel a job that has not ended.")
  void cancel(
      @Mixin ServerOptions server,
      @Option(
              names = "--force",
              description =
                  "Give it up even if its tasks are on a machine that is gone, where they may go on.")
          boolean force,
      @Parameters(paramLabel = "JOB", description = JOB) String job) {
    String method = path(job) + (force ? ":cancel?force=true" : ":cancel");
    Object unused = server.connect().post(method, JsonNodeFactory.instance.objectNode());
  }

  @Command(name = "update", description = "Change the labels of a job.")
  void update(
      @Mixin ServerOptions server,
      @Mixin FormatOption format,
      @Mixin LabelOptions labels,
      @Parameters(paramLabel = "JOB", description = JOB) String job) {
    ApiClient api = server.connect();
    JsonNode changed = labels.changeLabels(api, path(job));
    spec.commandLine().getErr().println("Updated job [" + job + "].");
    format.print(changed);
  }

  @Command(
      name = "stream-logs",
      description = {
        "Show the log of a job as it comes, until the job ends.",
        "Ends with 0 only if the job has succeeded. Ctrl-C stops showing it; the job goes on."
      })
  void streamLogs(
      @Mixin ServerOptions server,
      @Mixin LogOptions options,
      @Parameters(paramLabel = "JOB", description = JOB) String job)
      throws InterruptedException {
    LogStream.requireSuccess(options.stream(server.connect(), job, spec).follow());
  }
}
