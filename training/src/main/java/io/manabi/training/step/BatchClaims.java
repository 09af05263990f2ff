package io.manabi.training.step;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.parameters.Placed;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.RowGradient;
import io.manabi.training.parameters.StepGradients;
import io.manabi.training.saved.Saver;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Mutex;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Which task learns from which batch, when all share one order of batches of which each takes the
 * next that nobody has: a variable with the number of that batch, followed by what each task has
 * claimed and not finished. A task that is started again finds its claim there, and so does one
 * that goes on from a checkpoint.
 *
 * <p>A task updates the parameters and finishes its batch under a lock, which a checkpoint takes as
 * well: it has the parameters that were learned from exactly the batches that it says.
 */
final class BatchClaims {
  /** What a task that has no batch has claimed. */
  static final long NONE = -1;

  /** Room for the claims of so many tasks, so that a checkpoint fits a cluster of another size. */
  static final int TASKS = 1024;

  private static final String NAME = "claimed_batches";

  private final Ops tf;
  private final Operand<? extends TType> state;
  private final Operand<? extends TType> mutex;
  private final Operand<TInt64> task;
  private final Operand<TInt64> count;
  private final Operand<TInt64> first;
  private final Operand<TFloat32> stop;
  private @Nullable Operand<TInt64> next;

  /**
   * Claims.
   *
   * @param progress what they are kept beside
   * @param trainer which of the tasks this is, from 0
   */
  BatchClaims(Progress progress, int trainer) {
    if (trainer >= TASKS) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "At most %d tasks can share the batches of an epoch; use fewer workers.",
              TASKS));
    }
    tf = progress.tf();
    state =
        tf.withName(NAME)
            .varHandleOp(TInt64.class, Shape.of(1 + TASKS), VarHandleOp.sharedName(NAME));
    mutex = tf.mutex(Mutex.sharedName(NAME + "_mutex"));
    task = tf.placeholderWithDefault(tf.constant((long) trainer), Shape.scalar());
    count = tf.placeholderWithDefault(tf.constant(1L), Shape.scalar());
    first = change(tf.mutexLock(mutex), List.of());
    stop = progress.stopAfter(tf.noOp());
  }

  /**
   * Builds an update that finishes the batch of the task and claims the next.
   *
   * @param gradients where the parameters are
   * @param update builds the update itself
   */
  Op update(ParameterStore store, StepGradients gradients, Function<StepGradients, Op> update) {
    // Nobody must wait for a lock while its holder waits for messages of its task.
    List<Op> arrived = new ArrayList<>(gradients.whole());
    gradients.rows().forEach(rows -> arrived.addAll(List.of(rows.rows(), rows.values())));
    Operand<? extends TType> lock = tf.withControlDependencies(arrived).mutexLock(mutex);
    List<Operand<TFloat32>> whole = new ArrayList<>();
    for (int i = 0; i < gradients.whole().size(); i++) {
      whole.add(held(store, store.placed().get(i), lock).identity(gradients.whole().get(i)));
    }
    List<Placed> parts = store.parts();
    List<RowGradient> rows = new ArrayList<>();
    for (int i = 0; i < gradients.rows().size(); i++) {
      RowGradient each = gradients.rows().get(i);
      Ops there = held(store, parts.get(i), lock);
      rows.add(new RowGradient(there.identity(each.rows()), there.identity(each.values())));
    }
    next = change(lock, List.of(update.apply(new StepGradients(whole, rows))));
    return next;
  }

  private static Ops held(ParameterStore store, Placed placed, Operand<? extends TType> lock) {
    return store.on(placed.device()).withControlDependencies(lock);
  }

  /** Changes the claim under a lock that is held, and unlocks it; gives the next batch. */
  private Operand<TInt64> change(Operand<? extends TType> lock, List<Op> after) {
    List<Op> before = new ArrayList<>(after);
    before.add(lock);
    Ops locked = tf.withControlDependencies(before);
    Operand<TInt64> batch = locked.resourceGather(state, tf.constant(0L), TInt64.class);
    Operand<TInt64> following = tf.math.add(batch, count);
    // The number of the batch, or NONE.
    Operand<TInt64> claim = tf.math.sub(tf.math.mul(count, following), tf.constant(1L));
    Operand<TInt64> places = tf.stack(List.of(tf.constant(0L), tf.math.add(task, tf.constant(1L))));
    // One write, so that no batch is lost if the task dies.
    Op written = locked.resourceScatterUpdate(state, places, tf.stack(List.of(following, claim)));
    Op unlocked = tf.withControlDependencies(written).consumeMutexLock(lock);
    return tf.withControlDependencies(unlocked).identity(batch);
  }

  /** Gives the variable its first value: nothing is claimed. */
  Op initializer() {
    return tf.assignVariableOp(
        state,
        tf.concat(
            List.of(tf.array(0L), tf.fill(tf.array(TASKS), tf.constant(NONE))), tf.constant(0)));
  }

  /** What belongs into a checkpoint. */
  Saver.Entry entry(@Nullable DeviceSpec device) {
    return new Saver.Entry(NAME, state, TInt64.class, device);
  }

  /** What a task holds while it updates. */
  Saver.Lock lock() {
    return new Saver.Lock(tf, mutex);
  }

  /** The number of the next batch, and after it what each task has claimed: int64 [1 + TASKS]. */
  Operand<TInt64> read() {
    return tf.readVariableOp(state, TInt64.class);
  }

  /** Whose claim changes, int64 scalar to feed; this task unless it is fed. */
  Operand<TInt64> task() {
    return task;
  }

  /** 1 to claim the next batch, 0 to claim none, int64 scalar to feed; 1 unless it is fed. */
  Operand<TInt64> count() {
    return count;
  }

  /** Claims the first batch: its number, int64 scalar. */
  Operand<TInt64> first() {
    return first;
  }

  /** The number of the batch that was claimed with the update, int64 scalar. */
  Operand<TInt64> next() {
    return requireNonNull(next, "the update is to be built first");
  }

  /** Above 0 if somebody wants the end, float scalar. */
  Operand<TFloat32> stop() {
    return stop;
  }
}
