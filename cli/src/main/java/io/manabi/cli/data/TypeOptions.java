package io.manabi.cli.data;

import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flag that tells types of columns, where they are not to be found in the data. */
final class TypeOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
  private CommandSpec spec;

  @Option(
      names = "--types",
      paramLabel = "NAME=TYPE",
      split = ",",
      description =
          "The types of columns, INT, FLOAT or BYTES: rows with other values there cannot be read"
              + " (default: what all values of a column have).")
  private Map<String, String> types = Map.of();

  /**
   * Checks that the columns are there of which the user tells the type.
   *
   * @param columns those that are there
   * @param data what the user calls the data
   * @throws ManabiException if one is not
   */
  void requireIn(Collection<String> columns, String data) {
    for (String name : types.keySet()) {
      if (!columns.contains(name)) {
        throw ManabiException.user(
            "There is no column '%s' in %s to be read as %s; there are %s, so correct --types."
                .formatted(name, data, types.get(name), columns));
      }
    }
  }

  /** The types that the user tells, as schemas name them. */
  Map<String, ColumnType> types() {
    Map<String, ColumnType> result = new HashMap<>();
    types.forEach(
        (name, type) ->
            result.put(
                name,
                switch (type.toUpperCase(Locale.ROOT)) {
                  case "INT" -> ColumnType.INT64;
                  case "FLOAT" -> ColumnType.FLOAT;
                  case "BYTES" -> ColumnType.BYTES;
                  default ->
                      throw new ParameterException(
                          spec.commandLine(),
                          "--types has '"
                              + type
                              + "' for "
                              + name
                              + "; expected INT, FLOAT or BYTES.");
                }));
    return result;
  }
}
