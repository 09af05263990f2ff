package io.manabi.cli.serve;

import static java.util.Objects.requireNonNullElse;

import io.manabi.core.ManabiException;
import io.manabi.web.Action;
import io.manabi.web.Keys;
import io.manabi.web.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a key for the clients of a server. */
@Command(
    name = "create",
    description = {
      "Make a key for the clients of a server.",
      "The line for the file of --keys-file goes to standard output, the key itself, which is"
          + " kept nowhere, to standard error."
    },
    footer = {
      "",
      "Examples:",
      "  manabi keys create --name shop --models mnist >> keys.jsonl",
      "  manabi keys create --name ann --role shop=trainer --role shop=deployer >> keys.jsonl"
    })
final class CreateKeyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose key it is.")
  private String name = "";

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      description =
          "With which models it may be used; PROJECT.MODEL for those of manabi up (default: all).")
  private @Nullable Set<String> models;

  @Option(
      names = "--actions",
      paramLabel = "ACTION",
      split = ",",
      description =
          "predict: ask models; read: see status, metadata and metrics; admin: change what is"
              + " served (default: predict,read, unless there is a --role).")
  private @Nullable Set<Action> actions;

  @Option(
      names = "--role",
      paramLabel = "PROJECT=ROLE",
      description =
          "What it may do in a project of manabi up, or in all with '*': viewer: see; predictor:"
              + " ask models; trainer: run jobs; deployer: change and ask models; admin: all, and"
              + " policies. May be given several times.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--expires-in-days",
      paramLabel = "N",
      description = "After how many days it ends (default: never).")
  private @Nullable Integer days;

  @Override
  public Integer call() {
    if (days != null && days <= 0) {
      throw ManabiException.user("--expires-in-days is " + days + "; expected at least 1.");
    }
    @Nullable Instant end = days == null ? null : Instant.now().plus(Duration.ofDays(days));
    if (!roles.isEmpty() && (actions != null || models != null)) {
      throw ManabiException.user("--role goes without --actions and --models; make two keys.");
    }
    Keys.NewKey key =
        roles.isEmpty()
            ? Keys.make(
                name,
                requireNonNullElse(actions, EnumSet.of(Action.PREDICT, Action.READ)),
                requireNonNullElse(models, Set.of("*")),
                end)
            : Keys.make(name, rolesByProject(), end);
    PrintWriter out = spec.commandLine().getOut();
    out.println(key.line());
    spec.commandLine()
        .getErr()
        .println("The key, for the header 'Authorization: Bearer KEY': " + key.secret());
    return 0;
  }

  private Map<String, Set<Role>> rolesByProject() {
    Map<String, Set<Role>> byProject = new TreeMap<>();
    for (String assignment : roles) {
      int equals = assignment.indexOf('=');
      Role role =
          Role.of(assignment.substring(equals + 1))
              .filter(known -> equals > 0)
              .orElseThrow(
                  () ->
                      ManabiException.user(
                          "--role is "
                              + assignment
                              + "; expected a project and viewer, predictor, trainer, deployer or"
                              + " admin, as in shop=trainer."));
      byProject
          .computeIfAbsent(assignment.substring(0, equals), project -> EnumSet.noneOf(Role.class))
          .add(role);
    }
    return byProject;
  }
}
