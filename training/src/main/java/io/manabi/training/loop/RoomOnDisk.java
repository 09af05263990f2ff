package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.core.files.FullDisk;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tensorflow.exceptions.TensorFlowException;

/** Writes what a training is for, though the disk may be full for a while when it ends. */
final class RoomOnDisk {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private RoomOnDisk() {}

  /**
   * Writes something, again and again while the disk is full.
   *
   * @param write leaves nothing behind if it fails
   * @param stop whether somebody wants the end
   * @param full is told once if the disk is full
   * @return what {@code write} gives
   */
  static <T> T await(Supplier<T> write, BooleanSupplier stop, Consumer<RuntimeException> full) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean told = false;
    while (true) {
      try {
        return write.get();
      } catch (ManabiException | TensorFlowException e) {
        if (!FullDisk.isReason(e) || stop.getAsBoolean() || System.nanoTime() > end) {
          throw e;
        }
        if (!told) {
          full.accept(e);
          told = true;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ManabiException.resources("Interrupted while it waited for room on the disk.", e);
    }
  }
}
