package io.manabi.prediction;

import java.util.OptionalLong;

/**
 * Which version of which model a request means.
 *
 * @param model the name of the model
 * @param choice how the version is chosen
 */
public record ModelReference(String model, Choice choice) {

  /** How a version is chosen. */
  public sealed interface Choice {}

  /** The available version with the highest number. */
  public record Latest() implements Choice {}

  /** The version that answers when a Cloud ML Engine client names none. */
  public record Default() implements Choice {}

  /**
   * The version of this number.
   *
   * @param number as in TensorFlow Serving
   */
  public record Numbered(long number) implements Choice {}

  /**
   * The version that has this label.
   *
   * @param label such as {@code stable}
   */
  public record Label(String label) implements Choice {}

  /**
   * The version of this name.
   *
   * @param name as in Cloud ML Engine, such as {@code v1}
   */
  public record Named(String name) implements Choice {}

  /** The available version with the highest number. */
  public static ModelReference latest(String model) {
    return new ModelReference(model, new Latest());
  }

  /** The version of this number; the latest one if there is none. */
  public static ModelReference numbered(String model, OptionalLong number) {
    return number.isEmpty()
        ? latest(model)
        : new ModelReference(model, new Numbered(number.getAsLong()));
  }

  /** As TensorFlow Serving names it in its errors. */
  @Override
  public String toString() {
    return choice instanceof Numbered number
        ? "Specific(" + model + ", " + number.number() + ")"
        : "Latest(" + model + ")";
  }
}
