package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import java.util.List;

/**
 * A flag that a trainer has beside those that all have, see {@link TrainerArguments#text}, {@link
 * TrainerArguments#wholeNumber} and {@link TrainerArguments#number}. Its value is in the
 * configuration of the job, and so among the hyperparameters on TensorBoard.
 *
 * <pre>{@code
 * List.of(
 *     TrainerFlag.wholeNumber("--hidden-units", 64, "units of the first layer"),
 *     TrainerFlag.number("--learning-rate", 0.001, "the rate of the first step"),
 *     TrainerFlag.choice("--model", List.of("fast", "exact"), "which model"));
 * }</pre>
 *
 * @param name as {@code --hidden-units}
 * @param value what its value is called in the help, as {@code N}
 * @param help what it is for
 * @param otherwise its value if it is not given
 * @param choices the values that it may have; none for any
 */
public record TrainerFlag(
    String name, String value, String help, String otherwise, List<String> choices) {
  /** Checks the name. */
  public TrainerFlag {
    choices = List.copyOf(choices);
    if (!name.matches("--[a-z][a-z0-9-]*")) {
      throw ManabiException.user(
          "A trainer has the flag '%s'; expected a name such as --hidden-units.".formatted(name));
    }
  }

  /** A flag with any text as its value. */
  public static TrainerFlag text(String name, String otherwise, String help) {
    return new TrainerFlag(name, "TEXT", help, otherwise, List.of());
  }

  /** A flag with a whole number as its value. */
  public static TrainerFlag wholeNumber(String name, long otherwise, String help) {
    return new TrainerFlag(name, "N", help, String.valueOf(otherwise), List.of());
  }

  /** A flag with a number as its value. */
  public static TrainerFlag number(String name, double otherwise, String help) {
    return new TrainerFlag(name, "X", help, String.valueOf(otherwise), List.of());
  }

  /** A flag with one of several values, of which the first counts if it is not given. */
  public static TrainerFlag choice(String name, List<String> values, String help) {
    return new TrainerFlag(name, String.join("|", values), help, values.get(0), values);
  }

  /**
   * Checks a value.
   *
   * @throws ManabiException if it is none of the choices
   */
  void check(String given) {
    if (!choices.isEmpty() && !choices.contains(given)) {
      throw ManabiException.user(
          "Flag %s has the value '%s'; expected %s."
              .formatted(name, given, String.join(" or ", choices)));
    }
  }
}
