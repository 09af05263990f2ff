package io.manabi.cli.jobs;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What stands behind {@code --} on a command line: the arguments of the trainer. */
final class UserArguments {
  private UserArguments() {}

  /**
   * Those of a command.
   *
   * @param before how many words without a flag the command itself has
   * @param words all its words without a flag
   * @throws ParameterException if it has more before the {@code --}
   */
  static List<String> of(CommandSpec command, int before, List<String> words) {
    List<String> all = command.root().commandLine().getParseResult().originalArgs();
    int end = all.indexOf("--");
    List<String> behind = end < 0 ? List.of() : all.subList(end + 1, all.size());
    if (words.size() - before > behind.size()) {
      throw new ParameterException(
          command.commandLine(),
          "Unexpected '"
              + words.get(before)
              + "'; arguments of the trainer stand behind -- at the end.");
    }
    return behind;
  }
}
