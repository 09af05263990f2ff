package io.manabi.training.step;

import io.manabi.training.parameters.Progress;

/**
 * What one step gave.
 *
 * @param number the global step after it
 * @param loss its loss
 * @param rate its learning rate
 * @param stop above 0 if it is the last one, for somebody wants the end or a break
 */
public record Step(long number, float loss, float rate, float stop) {
  /** A step that was made before, of which only the number is known. */
  public static Step made(long number) {
    return new Step(number, 0, 0, 0);
  }

  /** Whether it is the last one. */
  public boolean isLast() {
    return stop > 0;
  }

  /** Whether it is the last one for this time only, because a process was told to end. */
  public boolean isBreak() {
    return isLast() && stop <= Progress.STOP;
  }
}
