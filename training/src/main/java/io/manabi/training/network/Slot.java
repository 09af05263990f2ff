package io.manabi.training.network;

/**
 * State that an {@link Optimizer} keeps beside a parameter, float and of the parameter's shape.
 *
 * @param name its name in checkpoints, after that of the parameter and a slash
 * @param initial the number that it is full of before the first update
 */
public record Slot(String name, float initial) {
  /** A slot that begins with zeros. */
  public static Slot zeros(String name) {
    return new Slot(name, 0);
  }
}
