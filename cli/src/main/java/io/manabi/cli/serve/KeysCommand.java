package io.manabi.cli.serve;

import io.manabi.core.ManabiException;
import io.manabi.web.Action;
import io.manabi.web.Keys;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a key for the clients of a server. */
@Command(
    name = "keys",
    description = {
      "Make a key for the clients of a server.",
      "The line for the file of --keys-file goes to standard output, the key itself, which is"
          + " kept nowhere, to standard error."
    },
    footer = {"", "Example:", "  manabi keys --name shop --models mnist >> keys.jsonl"})
public final class KeysCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose key it is.")
  private String name = "";

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "*",
      description = "With which models it may be used (default: all).")
  private Set<String> models = new TreeSet<>();

  @Option(
      names = "--actions",
      paramLabel = "ACTION",
      split = ",",
      defaultValue = "predict,read",
      description =
          "predict: ask models; read: see status, metadata and metrics; admin: change what is"
              + " served (default: ${DEFAULT-VALUE}).")
  private Set<Action> actions = EnumSet.noneOf(Action.class);

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
    Keys.NewKey key =
        Keys.make(
            name, actions, models, days == null ? null : Instant.now().plus(Duration.ofDays(days)));
    PrintWriter out = spec.commandLine().getOut();
    out.println(key.line());
    spec.commandLine()
        .getErr()
        .println("The key, for the header 'Authorization: Bearer KEY': " + key.secret());
    return 0;
  }
}
