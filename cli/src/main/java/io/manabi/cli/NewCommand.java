package io.manabi.cli;

import io.manabi.core.ManabiException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a project to begin with. */
@Command(
    name = "new",
    description = {
      "Write a small Maven project: preprocessing, model, trainer, a test and a made-up data set,"
          + " and a README with the commands that train and serve it."
    },
    footer = {"", "Example:", "  manabi new flowers --template images"})
final class NewCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      description = "What the project and its model are called, as flowers or house-prices.")
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private String name;

  @Option(
      names = "--template",
      paramLabel = "KIND",
      required = true,
      description = {
        "What the model learns from:",
        "table: rows of numbers and categories, to predict a number;",
        "images: files of images, to tell their class;",
        "text: texts, to tell their class."
      })
  @SuppressWarnings("NullAway.Init") // picocli demands it.
  private ProjectTemplate template;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The folder to write, a new or empty one (default: NAME).")
  private @Nullable Path dir;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw ManabiException.user(
          "A project cannot be called '%s'; use lower-case letters, digits and '-', a letter first."
              .formatted(name));
    }
    Path folder = dir == null ? Path.of(name) : dir;
    template.write(name, folder);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "Wrote the project %s to %s; its README.md tells how to build, train and serve it.%n",
        name,
        folder);
    return 0;
  }
}
