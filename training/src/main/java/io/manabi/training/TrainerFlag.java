package io.manabi.training;

import io.manabi.core.ManabiException;

/**
 * A flag that a trainer has beside those that all have, see {@link TrainerArguments#text}, {@link
 * TrainerArguments#wholeNumber} and {@link TrainerArguments#number}.
 *
 * @param name as {@code --hidden-units}
 * @param value what its value is called in the help, as {@code N}
 * @param help what it is for
 * @param otherwise its value if it is not given
 */
public record TrainerFlag(String name, String value, String help, String otherwise) {
  /** Checks the name. */
  public TrainerFlag {
    if (!name.matches("--[a-z][a-z0-9-]*")) {
      throw ManabiException.user(
          "A trainer has the flag '%s'; expected a name such as --hidden-units.".formatted(name));
    }
  }
}
