package io.manabi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.cli.CommandRuns.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about a server, as a user types them, with a server that {@code up} runs. */
class CloudCommandsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** A time as tables and logs have it. */
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d( [+-]\\d{4})?";

  @TempDir static Path folder;
  private static UpProcess up;
  private static CommandRuns commands;

  @BeforeAll
  static void start() throws IOException {
    up = new UpProcess(folder.resolve("up"));
    commands = new CommandRuns("--server", up.address(), "--project", "shop");
  }

  @AfterAll
  static void end() {
    up.close();
  }

  private static Run ok(String... arguments) {
    Run run = commands.run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  /** The configuration of a job that runs a script. */
  private static String config(String script) throws IOException {
    Path config = Files.createTempFile(folder, "config", ".yaml");
    Files.writeString(
        config,
        """
        labels: {team: web}
        trainingInput:
          scaleTier: BASIC
          masterConfig:
            containerCommand: [sh, -c, '%s', sh]
        """
            .formatted(script));
    return config.toString();
  }

  private static void awaitState(String job, String state) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> ok("jobs", "describe", job, "--format=value(state)").out(),
            (state + "\n")::equals);
  }

  @Test
  void submitsListsAndChangesJobs() throws IOException {
    assertThat(ok("jobs", "list", "--filter=jobId:nothing*"))
        .isEqualTo(new Run(0, "", "Listed 0 items.\n"));
    String config = config("echo \"$@\"");
    String[] submit = {
      "jobs",
      "submit",
      "training",
      "listed_1",
      "--config",
      config,
      "--staging-bucket=gs://b",
      "--region=us-central1",
      "--runtime-version=1.2",
      "--labels=a=b",
      "--",
      "--steps",
      "10"
    };
    assertThat(ok(submit))
        .isEqualTo(
            new Run(
                0,
                "jobId: listed_1\nstate: QUEUED\n",
                """
                --staging-bucket is not needed here: packages go to the server.
                Job [listed_1] submitted successfully.
                Your job is still active. You may view the status of your job with the command

                  $ manabi jobs describe listed_1

                or continue streaming the logs with the command

                  $ manabi jobs stream-logs listed_1
                """));
    awaitState("listed_1", "SUCCEEDED");
    assertThat(ok("jobs", "list", "--filter=labels.team=web AND jobId=listed_1").out())
        .matches("JOB_ID    STATUS     CREATED\nlisted_1  SUCCEEDED  " + TIME + "\n");
    assertThat(ok("jobs", "describe", "listed_1", "--format=yaml").out())
        .contains(
            "args:\n  - --steps\n  - \"10\"\n",
            "region: us-central1\n",
            "runtimeVersion: \"1.2\"\n");
    assertThat(
            ok(
                "jobs",
                "update",
                "listed_1",
                "--update-labels=c=d",
                "--remove-labels=a",
                "--format=value(labels)"))
        .isEqualTo(new Run(0, "c=d;team=web\n", "Updated job [listed_1].\n"));
    assertThat(commands.run(submit).err())
        .startsWith("--staging")
        .contains("manabi: ", "listed_1")
        .hasLineCount(2);
    assertThat(commands.run("jobs", "describe", "nope"))
        .isEqualTo(new Run(1, "", "manabi: There is no job projects/shop/jobs/nope.\n"));
  }

  @Test
  void showsTheLogOfAJobLiveAndGoesOnWhenTheServerIsKilled() throws Exception {
    Path go = folder.resolve("go");
    String script = "echo first; until [ -e " + go + " ]; do sleep 0.1; done; echo WARNING: last";
    CompletableFuture<Run> shown =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return commands.run(
                    "jobs",
                    "submit",
                    "training",
                    "shown_1",
                    "--config",
                    config(script),
                    "--stream-logs");
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    awaitState("shown_1", "RUNNING");
    up.killAndStartAgain();
    awaitState("shown_1", "RUNNING");
    Files.createFile(go);
    Run run = shown.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .startsWith("Job [shown_1] submitted successfully.\n")
        .contains("The server at " + up.address() + " does not answer; waiting for it ...\n");
    assertThat(run.out().lines())
        .filteredOn(line -> line.contains("master-replica-0"))
        .satisfiesExactly(
            line -> assertThat(line).matches("INFO\t" + TIME + "\tmaster-replica-0\t\tfirst"),
            line ->
                assertThat(line)
                    .matches("WARNING\t" + TIME + "\tmaster-replica-0\t\tWARNING: last"));
    assertThat(run.out())
        .contains("\tservice\t")
        .containsPattern("endTime: .*\njobId: shown_1\nstartTime: .*\nstate: SUCCEEDED\n$");
    assertThat(ok("jobs", "stream-logs", "shown_1", "--task-name=master-replica-0").out())
        .hasLineCount(2);
  }

  @Test
  void endsAsTheJobDoesWhoseLogItShows() throws Exception {
    Run failed =
        commands.run(
            "jobs",
            "submit",
            "training",
            "failing_1",
            "--config",
            config("echo no; exit 2"),
            "--stream-logs");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).contains("\t\tno\n").endsWith("state: FAILED\n");
    assertThat(failed.err()).contains("manabi: Job failing_1 has failed: ", "status 2");

    ok("jobs", "submit", "training", "ended_1", "--config", config("exec sleep 100"));
    awaitState("ended_1", "RUNNING");
    CompletableFuture<Run> shown =
        CompletableFuture.supplyAsync(() -> commands.run("jobs", "stream-logs", "ended_1"));
    assertThat(ok("jobs", "cancel", "ended_1")).isEqualTo(new Run(0, "", ""));
    Run cancelled = shown.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(cancelled.code()).isEqualTo(1);
    assertThat(cancelled.err()).isEqualTo("manabi: Job ended_1 was cancelled.\n");
  }

  @Test
  void packsAndUploadsATrainer() throws Exception {
    Path trainer = Files.createDirectories(folder.resolve("pack/trainer"));
    Files.createFile(trainer.resolve("__init__.py"));
    Files.writeString(trainer.resolve("task.py"), "import sys\nprint('trained', sys.argv[1:3])\n");
    Run run =
        ok(
            "jobs",
            "submit",
            "training",
            "packed_1",
            "--package-path",
            trainer.toString(),
            "--module-name",
            "trainer.task",
            "--stream-logs",
            "--",
            "--steps",
            "10");
    assertThat(run.out())
        .contains("\t\ttrained ['--steps', '10']\n")
        .endsWith("state: SUCCEEDED\n");
    assertThat(
            ok("jobs", "describe", "packed_1", "--format=value(trainingInput.packageUris.len())")
                .out())
        .isEqualTo("1\n");
  }

  @Test
  void keepsProfiles() throws Exception {
    Map<String, String> home = Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString());
    assertThat(
            CommandRuns.process(
                home, "profiles", "set", "work", "--server", up.address(), "--project", "other"))
        .isEqualTo(new Run(0, "", "Updated profile [work].\n"));
    assertThat(CommandRuns.process(home, "profiles", "list").out())
        .isEqualTo(
            """
            NAME  ACTIVE  SERVER%s  PROJECT  KEY_FILE
            work  True    %s  other
            """
                .formatted(" ".repeat(up.address().length() - 6), up.address()));
    assertThat(CommandRuns.process(home, "jobs", "describe", "nope").err())
        .isEqualTo("manabi: There is no job projects/other/jobs/nope.\n");
  }

  @Test
  void saysWhatToDoWhenThereIsNoServer() {
    Run run = new CommandRuns("--server", "127.0.0.1:1").run("jobs", "list");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("manabi: The server at http://127.0.0.1:1 cannot be reached")
        .contains("manabi up --dir DIR")
        .hasLineCount(1);
  }
}
