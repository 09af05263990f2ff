package io.manabi.cli.serve;

import io.manabi.control.ControlServer;
import io.manabi.control.access.AccessControl;
import io.manabi.control.jobs.JobControl;
import io.manabi.control.jobs.JobSettings;
import io.manabi.control.models.ModelControl;
import io.manabi.core.ManabiException;
import io.manabi.core.files.UserFolders;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.store.Archive;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import io.manabi.web.Metrics;
import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the control server until it is told to end. */
@Command(
    name = "up",
    description = {
      "A Cloud ML Engine of your own: takes training jobs over its API, has them wait for their"
          + " turn, and runs each as processes of this machine.",
      "All that it keeps is in --dir. Jobs that run go on when it ends, however it does, and the next"
          + " one that is started with the same --dir goes on with them.",
    },
    footer = {
      "",
      "Examples:",
      "  manabi up",
      "  manabi up --dir /var/lib/manabi --host 0.0.0.0 --keys-file keys",
    })
public final class UpCommand implements Callable<Integer> {
  private static final long MOST_LOG_MIB = 1 << 20;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where everything is kept; it is made if it is not there (default: manabi/up in"
              + " $XDG_DATA_HOME, or in .local/share of your home).")
  private @Nullable Path dir;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "Where jobs are kept, as jdbc:postgresql://host/database (default: a file in --dir). Of"
              + " several servers of this machine that share it, and --dir, one runs jobs, and"
              + " another one goes on when it is gone. Servers of several machines may share it, each"
              + " with a --dir of its own; a job stays where it was started.")
  private @Nullable String database;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}, which only this"
              + " machine reaches). Whoever reaches it without a key starts programs here.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--max-log-mib",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "How long the log of a task may become, in MiB; then what was written first is given up"
              + " (default: ${DEFAULT-VALUE}).")
  private long maxLog = 500;

  @Mixin private QueueFlags queueFlags = new QueueFlags();

  @Mixin private TrainerFlags trainerFlags = new TrainerFlags();

  @Mixin private OnlinePredictionFlags predictionFlags = new OnlinePredictionFlags();

  @Mixin private LimitFlags limitFlags = new LimitFlags();

  @Mixin private AccessFlags accessFlags = new AccessFlags();

  @Mixin private MonitorFlags monitorFlags = new MonitorFlags();

  private final UntilStopped untilStopped = new UntilStopped();

  @Override
  public Integer call() throws Exception {
    untilStopped.run(this::serve);
    return 0;
  }

  private void serve(Metrics metrics, List<AutoCloseable> opened) throws InterruptedException {
    Path folder =
        made((dir == null ? UserFolders.data().resolve("up") : dir).toAbsolutePath().normalize());
    JobSettings settings = settings(folder);
    WebServerSettings server =
        WebServer.settings().host(host).port(port).limits(limitFlags.limits());
    opened.addAll(accessFlags.applyTo(server));
    opened.addAll(monitorFlags.applyTo(server, metrics, "manabi-up"));
    ControlServer.loadAhead();
    try (Database kept =
            Database.open(
                database == null
                    ? DatabaseAddress.directory(folder)
                    : DatabaseAddress.of(database));
        JobControl jobs =
            new JobControl(
                kept,
                LocalProvisioner.durable(
                    folder.resolve("tasks"), maxLog << 20, trainerFlags.user(folder)),
                settings,
                Clock.systemUTC());
        AccessControl access = new AccessControl(kept, Clock.systemUTC());
        OnlinePrediction prediction =
            predictionFlags.open(server, folder.resolve("serving"), limitFlags);
        ModelControl models =
            new ModelControl(
                kept,
                predictionFlags.modelFiles(folder.resolve("models")),
                settings.folder(),
                prediction.servers(),
                Clock.systemUTC())) {
      ControlServer control =
          ControlServer.builder(jobs.service(), models, access)
              .servers(prediction.servers())
              .backups(folder, file -> Archive.write(kept, folder, StateFlags.FOLDERS, file))
              .build(server);
      run(prediction.behind(control, server), jobs, models, folder);
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw ManabiException.user(folder + " is a file; --dir needs a folder.", e);
    } catch (IOException e) {
      throw ManabiException.resources(
          "Cannot make the folder " + folder + ": " + e.getMessage() + "; choose another --dir.",
          e);
    }
  }

  private JobSettings settings(Path folder) {
    if (maxLog < 1 || maxLog > MOST_LOG_MIB) {
      throw ManabiException.user("--max-log-mib must be from 1 to " + MOST_LOG_MIB + ".");
    }
    return queueFlags.settings(folder.resolve("jobs"), trainerFlags.programs(folder));
  }

  private void run(WebServer server, JobControl jobs, ModelControl models, Path folder)
      throws InterruptedException {
    try (server) {
      server.start();
      jobs.start();
      models.start();
      ClassArchive.makeIfMissing();
      greet(accessFlags.scheme() + "://" + host + ":" + server.port(), folder);
      untilStopped.await(server);
    }
  }

  private void greet(String address, Path folder) {
    PrintWriter out = spec.commandLine().getOut();
    String services = "Manabi is up: jobs, models and predictions on " + address;
    out.println(services + ", everything in " + folder + ".");
    out.println("Next, with MANABI_SERVER=" + address + " and MANABI_PROJECT in the environment:");
    out.println(
        "  manabi jobs submit training JOB --package-path trainer --module-name trainer.task");
    out.println("  manabi versions create VERSION --model MODEL --origin DIR");
    out.println("  manabi predict --model MODEL --json-instances FILE");
  }
}
